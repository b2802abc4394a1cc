update dead_letter set state = 'REPLAYING' where id = :#${variable.deadLetterId} and state = 'OPEN'
