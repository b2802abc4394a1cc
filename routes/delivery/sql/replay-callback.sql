update inbox set state = 'RECEIVED', attempts = 0, next_at = current_timestamp where id = :#id and state = 'DEAD'
