-- A dead letter whose order has been recorded after all.
update dead_letter set state = 'CLOSED', closed_at = current_timestamp
where kind = 'command' and id = :#${variable.commandId} and state in ('OPEN', 'REPLAYING')
