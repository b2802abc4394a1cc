-- Moves the operation only if it is still where the mover saw it: same state and, when given, same attempt (the fence).
update operation
set state = :#${variable.to},
    waiting_for = cast(:#${variable.waitingFor} as varchar),
    attempts = attempts + case when :#${variable.to} = 'SENDING' then 1 else 0 end,
    status = coalesce(cast(:#${variable.status} as varchar), status),
    result = coalesce(cast(:#${variable.result} as varchar), result),
    iccid = coalesce(iccid, cast(:#${variable.resultIccid} as varchar)),
    next_at = case when :#${variable.to} = 'WAITING' then deadline
                   else current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second end,
    finished_at = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then current_timestamp end,
    secrets = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then null else secrets end
where id = :#${variable.operationId}
  and state = :#${variable.from}
  and attempts = coalesce(cast(:#${variable.attempt} as integer), attempts)
