update dead_letter set state = 'OPEN', reason = :#${variable.reason}, announced_at = null, closed_at = null
where kind = 'command' and id = :#${variable.commandId} and state <> 'OPEN'
