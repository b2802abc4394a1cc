-- name: before
-- What another operation of ours did last to the profile, before this one: what a query shows may be its
-- doing.
-- In: iccid, operationId. Out: its function, or no row.
select function from operation
where iccid = :#${variable.iccid} and id < :#${variable.operationId} and state = 'SUCCEEDED'
  and function in ('downloadOrder', 'orderProfile', 'confirmOrder', 'releaseProfile', 'cancelOrder',
    'recoverProfile')
order by id desc limit 1

-- name: unaskable
-- Nobody can be asked: due again when the doubt is over. In: operationId.
update operation set next_at = doubt_until, waiting_for = null
where id = :#${variable.operationId} and state = 'IN_DOUBT'

-- name: postpone
-- Not now: the peer's rate or places are used up. Others come first. In: operationId.
update operation set next_at = current_timestamp + interval '2' second
where id = :#${variable.operationId} and state = 'IN_DOUBT' and next_at <= current_timestamp

-- name: claim
-- One audit at a time: whoever moves next_at asks. In: operationId, nextIn (s until the next audit).
-- Out: update count 1 if it is ours to ask.
update operation
set audits = audits + 1,
    next_at = current_timestamp + cast(:#${variable.nextIn} as integer) * interval '1' second
where id = :#${variable.operationId} and state = 'IN_DOUBT' and next_at <= current_timestamp

-- name: call-insert
-- Before the call leaves, so that its answer finds it however soon it comes.
-- In: sendingId, callId, messageId, purpose, calledFunction, and the operation.
insert into call (id, operation_id, tenant, attempt, peer, function, call_id, purpose, message_id, eid,
                  iccid, started_at)
values (:#${variable.sendingId}, :#${variable.operationId}, :#${variable.tenant},
        cast(:#${variable.attempt} as integer), :#${variable.peer}, :#${variable.calledFunction},
        :#${variable.callId}, :#${variable.purpose}, cast(:#${variable.messageId} as varchar),
        cast(:#${variable.eid} as varchar), cast(:#${variable.iccid} as varchar), current_timestamp)

-- name: call-end
-- In: sendingId, outcome, httpStatus, detail.
update call
set ended_at = current_timestamp, outcome = :#${variable.outcome},
    http_status = cast(:#${variable.httpStatus} as integer), detail = cast(:#${variable.detail} as varchar)
where id = :#${variable.sendingId}

-- name: call-over
-- Whether the call in doubt can no longer be under way at the peer. In: operationId, grace (s).
-- Out: call_over.
select (max(started_at) + cast(:#${variable.grace} as integer) * interval '1' second
        < current_timestamp) is true as call_over
from call where operation_id = :#${variable.operationId} and purpose = 'order'
