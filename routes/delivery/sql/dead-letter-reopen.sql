update dead_letter set state = 'OPEN', reason = :#${variable.detail}, announced_at = null
where kind = 'delivery' and id = :#${variable.deliveryId} and state = 'REPLAYING'
