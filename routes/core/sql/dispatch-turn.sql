update operation set next_at = current_timestamp
where id = :#${variable.nextId} and state = 'ACCEPTED' and waiting_for = 'turn'
