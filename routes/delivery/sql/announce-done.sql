update dead_letter set announced_at = current_timestamp where id = :#${variable.deadLetterId}
