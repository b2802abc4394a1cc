update dead_letter set state = 'CLOSED', closed_at = current_timestamp
where kind = 'delivery' and id = :#${variable.deliveryId} and state in ('OPEN', 'REPLAYING')
