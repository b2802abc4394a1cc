-- name: postpone
-- Still ACCEPTED, but waiting: for the next in order, or for the peer's rate or concurrency; not if it waits for its
-- next attempt, as that would come too soon.
-- In: operationId, waitingFor, nextIn (s).
update operation
set waiting_for = :#${variable.waitingFor},
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.operationId} and state = 'ACCEPTED'
  and (waiting_for is distinct from 'retry' or next_at <= current_timestamp)

-- name: claim
-- ACCEPTED becomes SENDING, and the call gets its row before it leaves, so that its answer finds it however
-- soon it comes. Only if the operation is as the nudge said, its validity has not passed, it does not wait for its
-- next attempt (a nudge of before may come late), no other operation goes first, and nothing moves under the order key
-- (or that of the profile an order by type was given) meanwhile, as that would not be seen here.
-- In: what the nudge or operation.load says of the operation; nextIn (s, the lease), sendingId, callId,
-- messageId, purpose, eventId, eventType, eventData.
-- Out: moved; blocker, the operation that goes first; of operation.load, what sending needs and the nudge of a
-- new operation does not say.
-- Who goes first: an operation under the same key, or at a SM-DP+ for the same profile, that is under way,
-- was accepted before, or is in doubt and can be settled by asking the peer. A function that only
-- reads waits for nothing but an smsrChange under way or in doubt, which blocks all else on the eUICC.
with seen as (
  select * from operation
  where id = :#${variable.operationId} and order_key = :#${variable.orderKey} and state = 'ACCEPTED'
    and (deadline is null or deadline >= current_timestamp)
    and (waiting_for is distinct from 'retry' or next_at <= current_timestamp)
    and peer = cast(:#${variable.peer} as varchar) and function = :#${variable.function}
    and coalesce(step, function) = :#${variable.calledFunction}
    and eid is not distinct from cast(:#${variable.eid} as varchar)
    and iccid is not distinct from cast(:#${variable.iccid} as varchar)
    and client_reference is not distinct from cast(:#${variable.clientReference} as varchar)
), blocker as (
  select id from operation
  where (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus'
            and iccid = cast(:#${variable.iccid} as varchar))
    and id <> :#${variable.operationId}
    and function not in ('getEIS', 'auditEIS', 'getProfileStatus')
    and (:#${variable.function} not in ('getEIS', 'auditEIS', 'getProfileStatus')
         or function = 'smsrChange' and state <> 'ACCEPTED')
    and (state in ('SENDING', 'WAITING')
         or state = 'IN_DOUBT' and (interface <> 'es2plus' and function <> 'prepareSMSRChange'
                                   or waiting_for = 'status-query')
         or state = 'ACCEPTED' and id < :#${variable.operationId})
  order by id limit 1
), keyed as (
  select order_key, cast(xmin as varchar) as version from order_key
  where order_key in (:#${variable.orderKey}, cast(:#${variable.iccid} as varchar))
), held as (
  select order_key, cast(xmin as varchar) as version from order_key
  where exists (select from seen)
    and order_key in (:#${variable.orderKey}, cast(:#${variable.iccid} as varchar))
  order by length(order_key) desc, order_key for update
), moved as (
  update operation
  set state = 'SENDING', waiting_for = null, attempts = operation.attempts + 1, finished_at = null,
      next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
  from seen
  where operation.id = seen.id and operation.state = 'ACCEPTED' and operation.attempts = seen.attempts
    and not exists (select from blocker)
    -- Nor has it gone with its eUICC to another SM-SR.
    and operation.peer = seen.peer and operation.current_peer is not distinct from seen.current_peer
    -- The keys' versions are as seen before they were locked.
    and exists (select from held) and not exists (select * from held except select * from keyed)
  returning operation.id, operation.tenant, operation.attempts
), noted as (
  insert into timeline (operation_id, tenant, at, state)
  select id, tenant, current_timestamp, 'SENDING' from moved
), called as (
  insert into call (id, operation_id, tenant, attempt, peer, function, call_id, purpose, message_id, eid,
                    iccid, started_at)
  select :#${variable.sendingId}, id, tenant, attempts, :#${variable.peer}, :#${variable.calledFunction},
         :#${variable.callId}, :#${variable.purpose}, cast(:#${variable.messageId} as varchar),
         cast(:#${variable.eid} as varchar), cast(:#${variable.iccid} as varchar), current_timestamp
  from moved
), touched as (
  -- So that a claim of an order under the profile's own key sees that this one went first.
  update order_key set sequence = sequence
  where order_key = cast(:#${variable.iccid} as varchar) and order_key <> :#${variable.orderKey}
    and exists (select from moved)
), counted as (
  update order_key set sequence = sequence + 1
  where order_key = :#${variable.orderKey} and exists (select from moved)
  returning order_key, sequence
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, moved.tenant, counted.order_key, counted.sequence, :#${variable.eventType},
         moved.id,
         :#${variable.eventData}, current_timestamp
  from moved, counted
)
select exists (select from moved) as moved, (select id from blocker) as blocker,
       seen.tenant, seen.target_peer, seen.current_peer, seen.profile_type, seen.parameters, seen.secrets,
       (select attempts from moved) as attempt, seen.step, seen.step_attempts, seen.failure, seen.validity,
       seen.created_at, p.eid as profile_eid, p.matching_id as profile_matching_id
from (select) one left join seen on true left join profile p on p.iccid = seen.iccid
