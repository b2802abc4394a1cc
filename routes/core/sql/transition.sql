-- Moves the operation only if it is still where the mover saw it: same state and, when given, same attempt (the fence).
-- deadlineIn: seconds until the peer can no longer be executing it, known once the call has left. step:
-- the function to be called next, of an order of several.
update operation
set state = :#${variable.to},
    waiting_for = cast(:#${variable.waitingFor} as varchar),
    attempts = attempts + case when :#${variable.to} = 'SENDING' then 1 else 0 end,
    status = coalesce(cast(:#${variable.status} as varchar), status),
    result = coalesce(cast(:#${variable.result} as varchar), result),
    step_attempts = case when cast(:#${variable.step} as varchar) <> step then attempts else step_attempts end,
    step = coalesce(cast(:#${variable.step} as varchar), step),
    failure = coalesce(cast(:#${variable.failure} as varchar), failure),
    iccid = coalesce(iccid, cast(:#${variable.resultIccid} as varchar)),
    deadline = coalesce(current_timestamp + cast(:#${variable.deadlineIn} as integer) * interval '1' second, deadline),
    doubt_until = coalesce(current_timestamp + cast(:#${variable.doubtFor} as integer) * interval '1' second, doubt_until),
    next_at = case when :#${variable.to} = 'WAITING' then coalesce(current_timestamp + cast(:#${variable.deadlineIn} as integer) * interval '1' second, deadline)
                   else current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second end,
    finished_at = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then current_timestamp end,
    secrets = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then null else secrets end
where id = :#${variable.operationId}
  and state = :#${variable.from}
  and attempts = coalesce(cast(:#${variable.attempt} as integer), attempts)
