update dead_letter set state = 'CLOSED', closed_at = current_timestamp where kind = 'delivery' and id = :#id and state in ('OPEN', 'REPLAYING')
