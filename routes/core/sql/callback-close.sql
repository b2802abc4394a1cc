update dead_letter set state = 'CLOSED', closed_at = current_timestamp
where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING'
