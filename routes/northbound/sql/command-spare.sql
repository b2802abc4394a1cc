update command set attempts = attempts - 1 where id = :#${variable.commandId} and attempts > 0 and state in ('RECEIVED', 'REPLAYING')
