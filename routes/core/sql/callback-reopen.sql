update dead_letter set state = 'OPEN', reason = :#${variable.reason}, announced_at = null
where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING'
