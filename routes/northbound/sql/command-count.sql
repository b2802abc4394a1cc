-- One attempt more; a replay is not taken twice.
update command set attempts = attempts + 1, next_at = current_timestamp + interval '1' minute
where id = :#${variable.commandId} and (next_at is null or next_at <= current_timestamp or state <> 'REPLAYING')
