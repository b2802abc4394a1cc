-- ACCEPTED becomes SENDING, and the call gets its row before it leaves, so that its answer finds it however soon it
-- comes. Only if no other operation goes first, and nothing moved under the order key (or that of the profile an order by
-- type was given) since the operation was loaded: a move between would not be seen here. In: the loaded operation with
-- keySequence and iccidSequence, nextIn (the lease), sendingId, callId, messageId, purpose, calledFunction, eventId,
-- eventType, eventData. Out: moved; blocker, the operation that goes first.
-- Who goes first: an operation under the same key, or at a SM-DP+ for the same profile, that is under way, was accepted
-- before, or is in doubt and can be settled by asking the peer. Reading waits for nobody.
with blocker as (
  select id from operation
  where (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus' and iccid = cast(:#${variable.iccid} as varchar))
    and id <> :#${variable.operationId}
    and function not in ('getEIS', 'auditEIS', 'getProfileStatus')
    and :#${variable.function} not in ('getEIS', 'auditEIS', 'getProfileStatus')
    and (state in ('SENDING', 'WAITING') or state = 'IN_DOUBT' and (interface <> 'es2plus' or waiting_for = 'status-query')
         or state = 'ACCEPTED' and id < :#${variable.operationId})
  order by id limit 1
), held as (
  select order_key, sequence from order_key
  where order_key in (:#${variable.orderKey}, cast(:#${variable.iccid} as varchar))
  order by order_key for update
), unmoved as (
  select from held
  having count(*) filter (where order_key = :#${variable.orderKey} and sequence = cast(:#${variable.keySequence} as bigint)) = 1
     and count(*) filter (where order_key <> :#${variable.orderKey}
                          and sequence is distinct from cast(:#${variable.iccidSequence} as bigint)) = 0
), moved as (
  update operation
  set state = 'SENDING', waiting_for = null, attempts = attempts + 1, finished_at = null,
      next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
  where exists (select from unmoved) and not exists (select from blocker)
    and id = :#${variable.operationId} and state = 'ACCEPTED' and attempts + 1 = cast(:#${variable.attempt} as integer)
  returning id, tenant, attempts
), noted as (
  insert into timeline (operation_id, tenant, at, state) select id, tenant, current_timestamp, 'SENDING' from moved
), called as (
  insert into call (id, operation_id, tenant, attempt, peer, function, call_id, purpose, message_id, eid, iccid, started_at)
  select :#${variable.sendingId}, id, tenant, attempts, :#${variable.peer}, :#${variable.calledFunction}, :#${variable.callId},
         :#${variable.purpose}, cast(:#${variable.messageId} as varchar), cast(:#${variable.eid} as varchar),
         cast(:#${variable.iccid} as varchar), current_timestamp
  from moved
), counted as (
  update order_key set sequence = sequence + 1
  where order_key = :#${variable.orderKey} and exists (select from moved)
  returning sequence
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, moved.tenant, :#${variable.orderKey}, counted.sequence, :#${variable.eventType}, moved.id,
         :#${variable.eventData}, current_timestamp
  from moved, counted
)
select exists (select from moved) as moved, (select id from blocker) as blocker
