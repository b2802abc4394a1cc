update command set state = 'DEAD', reason = :#${variable.reason}, raw = cast(:#${variable.raw} as varchar), attempts = 0, next_at = null where id = :#${variable.commandId}
