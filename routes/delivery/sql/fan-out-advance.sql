update fan_out set position = cast(:#${variable.base} as bigint) + cast(:#${variable.placed} as bigint) where id = 1
