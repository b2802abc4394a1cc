-- name: move
-- Moves the operation, with a row of its timeline and its event, only if it is still where the mover saw it:
-- same state and, when given, same attempt (the fence). The key's row is taken first, so that events commit in
-- the order of their sequence.
-- In: operationId, orderKey, from, to, attempt (the fence); eventId, eventType, eventData; what the move
-- brings: waitingFor, status, result, step (the function to be called next), failure, resultIccid, note,
-- nextIn (s), doubtFor (s), deadlineIn (s until the peer can no longer be executing it, known once the call
-- has left); endedCall, the call whose outcome, httpStatus and detail these are; watched, whether somebody
-- waits for it here.
-- Out: sequence of the event; next_id, the operation that comes next, due now if it waited; if watched,
-- operation_row and operation_timeline, as northbound/operations.find has them, in JSON. No row if nothing
-- moved.
-- With an smsrChange that succeeds its eUICC goes to the target, and the orders that wait go there, too; a change
-- of SM-SR among them starts from there.
with held as (
  select order_key from order_key where order_key = :#${variable.orderKey} for update
), ended as (
  update call
  set ended_at = current_timestamp, outcome = cast(:#${variable.outcome} as varchar),
      http_status = cast(:#${variable.httpStatus} as integer), detail = cast(:#${variable.detail} as varchar)
  where id = cast(:#${variable.endedCall} as varchar)
), moved as (
  update operation
  set state = :#${variable.to},
      waiting_for = cast(:#${variable.waitingFor} as varchar),
      status = coalesce(cast(:#${variable.status} as varchar), status),
      result = coalesce(cast(:#${variable.result} as varchar), result),
      step_attempts = case when cast(:#${variable.step} as varchar) <> step then attempts
                           else step_attempts end,
      step = coalesce(cast(:#${variable.step} as varchar), step),
      failure = coalesce(cast(:#${variable.failure} as varchar), failure),
      iccid = coalesce(iccid, cast(:#${variable.resultIccid} as varchar)),
      deadline = coalesce(current_timestamp + cast(:#${variable.deadlineIn} as integer) * interval '1' second,
                          deadline),
      doubt_until = coalesce(current_timestamp
                             + cast(:#${variable.doubtFor} as integer) * interval '1' second, doubt_until),
      next_at = case when :#${variable.to} = 'WAITING'
                     then coalesce(current_timestamp
                              + cast(:#${variable.deadlineIn} as integer) * interval '1' second, deadline)
                     else current_timestamp
                          + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second end,
      finished_at = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED')
                         then current_timestamp end,
      secrets = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then null else secrets end
  where exists (select from held)
    and id = :#${variable.operationId}
    and state = :#${variable.from}
    and attempts = coalesce(cast(:#${variable.attempt} as integer), attempts)
  returning id, tenant, function, interface, peer, target_peer, eid, iccid, client_reference, template,
            next_steps, after_id, parameters, state, step, waiting_for, status, result, created_at, deadline, finished_at
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select id, tenant, current_timestamp, :#${variable.to}, left(cast(:#${variable.note} as varchar), 500)
  from moved
  returning at, state, note, n
), counted as (
  update order_key set sequence = sequence + 1
  where order_key = :#${variable.orderKey} and exists (select from moved)
  returning sequence
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, moved.tenant, :#${variable.orderKey}, counted.sequence,
         :#${variable.eventType}, moved.id, :#${variable.eventData}, current_timestamp
  from moved, counted
), rehomed as (
  update euicc set former_peer = coalesce(euicc.peer, moved.peer), peer = moved.target_peer, peer_at = current_timestamp
  from moved
  where moved.function = 'smsrChange' and moved.state = 'SUCCEEDED' and euicc.eid = moved.eid
    and euicc.peer is distinct from moved.target_peer
  returning euicc.eid, euicc.peer
), next as (
  -- The next in order under the key whose operation has ended.
  select id, waiting_for from operation
  where :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED', 'IN_DOUBT') and id <> :#${variable.operationId}
    and (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus'
            and iccid = cast(:#${variable.iccid} as varchar))
    and state = 'ACCEPTED'
  order by id limit 1
), due as (
  update operation
  set next_at = current_timestamp,
      peer = coalesce((select rehomed.peer from rehomed
                       where function <> 'prepareSMSRChange'
                         and operation.target_peer is distinct from rehomed.peer), peer),
      current_peer = coalesce((select rehomed.peer from rehomed
                               where current_peer is not null
                                 and operation.target_peer is distinct from rehomed.peer), current_peer)
  where id = (select id from next where waiting_for = 'turn') and state = 'ACCEPTED' and waiting_for = 'turn'
    and exists (select from moved)
), followed as (
  update operation
  set peer = case when operation.function = 'prepareSMSRChange' then operation.peer else rehomed.peer end,
      current_peer = case when current_peer is not null then rehomed.peer end
  from rehomed
  where operation.order_key = rehomed.eid and operation.state = 'ACCEPTED'
    and operation.target_peer is distinct from rehomed.peer
    and operation.id is distinct from (select id from next where waiting_for = 'turn')
)
select sequence, (select id from next) as next_id,
       case when cast(:#${variable.watched} as boolean)
            then cast(row_to_json(moved) as varchar) end as operation_row,
       case when cast(:#${variable.watched} as boolean)
            then (select cast(json_agg(json_build_object('at', at, 'state', state, 'note', note) order by n)
                              as varchar)
                  from (select at, state, note, n from timeline where operation_id = :#${variable.operationId}
                        union all select at, state, note, n from noted) moments) end as operation_timeline
from counted, moved

-- name: move-in-order
-- As transition.move, of an order that a SM-DP+ has executed, with what that says of the profile.
-- In, besides: orderedIccid and profileState, the profile and its state; assignedIccid, where an order by type
-- brought the ICCID, which becomes the tenant's; what the answer said (resultEid, resultMatchingId,
-- resultSmdpAddress); foreignStatus, foreignNote, foreignEventType, foreignEventData, if that ICCID is
-- another tenant's: then the operation has failed, and nothing of the profile is kept.
-- Out: as there, and other, whether it is another tenant's.
with held as (
  select order_key from order_key where order_key = :#${variable.orderKey} for update
), ended as (
  update call
  set ended_at = current_timestamp, outcome = cast(:#${variable.outcome} as varchar),
      http_status = cast(:#${variable.httpStatus} as integer), detail = cast(:#${variable.detail} as varchar)
  where id = cast(:#${variable.endedCall} as varchar)
), claimed as (
  insert into inventory (iccid, tenant, eid, profile_type, peer)
  select cast(:#${variable.assignedIccid} as varchar), :#${variable.tenant},
         cast(:#${variable.eid} as varchar),
         cast(:#${variable.profileType} as varchar), cast(:#${variable.peer} as varchar)
  where cast(:#${variable.assignedIccid} as varchar) is not null
  on conflict (iccid) do update set tenant = inventory.tenant
  returning tenant
), owner as (
  select exists (select from claimed where tenant <> :#${variable.tenant}) as other
), moved as (
  update operation
  set state = case when other then 'FAILED' else :#${variable.to} end,
      waiting_for = case when other then null else cast(:#${variable.waitingFor} as varchar) end,
      status = case when other then cast(:#${variable.foreignStatus} as varchar)
                    else coalesce(cast(:#${variable.status} as varchar), status) end,
      result = case when other then result else coalesce(cast(:#${variable.result} as varchar), result) end,
      step_attempts = case when not other and cast(:#${variable.step} as varchar) <> step then attempts
                           else step_attempts end,
      step = case when other then step else coalesce(cast(:#${variable.step} as varchar), step) end,
      failure = coalesce(cast(:#${variable.failure} as varchar), failure),
      iccid = case when other then iccid else coalesce(iccid, cast(:#${variable.resultIccid} as varchar)) end,
      deadline = coalesce(current_timestamp + cast(:#${variable.deadlineIn} as integer) * interval '1' second,
                          deadline),
      next_at = case when not other
                     then current_timestamp
                          + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second end,
      finished_at = case when other or :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED')
                         then current_timestamp end,
      secrets = case when not other and :#${variable.to} not in ('SUCCEEDED', 'FAILED', 'EXPIRED')
                     then secrets end
  from owner
  where exists (select from held)
    and id = :#${variable.operationId}
    and state = :#${variable.from}
    and attempts = coalesce(cast(:#${variable.attempt} as integer), attempts)
  returning id, tenant, function, interface, peer, eid, iccid, client_reference, template,
            next_steps, after_id, parameters, state, step,
            waiting_for, status, result, created_at, deadline, finished_at, other
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select id, tenant, current_timestamp, state,
         left(case when other then :#${variable.foreignNote}
                   else cast(:#${variable.note} as varchar) end, 500)
  from moved
  returning at, state, note, n
), counted as (
  update order_key set sequence = sequence + 1
  where order_key = :#${variable.orderKey} and exists (select from moved)
  returning sequence
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, moved.tenant, :#${variable.orderKey}, counted.sequence,
         case when other then :#${variable.foreignEventType} else :#${variable.eventType} end, moved.id,
         case when other then :#${variable.foreignEventData} else :#${variable.eventData} end,
         current_timestamp
  from moved, counted
), known as (
  -- Our own answer is newest when it arrives; notifications carry their own time.
  insert into profile (iccid, tenant, peer, state, eid, matching_id, smdp_address, observed_at)
  select :#${variable.orderedIccid}, :#${variable.tenant}, cast(:#${variable.peer} as varchar),
         cast(:#${variable.profileState} as varchar),
         case when :#${variable.calledFunction} = 'cancelOrder' then null
              else coalesce(cast(:#${variable.resultEid} as varchar), cast(:#${variable.eid} as varchar)) end,
         case when :#${variable.calledFunction} in ('cancelOrder', 'downloadOrder') then null
              else cast(:#${variable.resultMatchingId} as varchar) end,
         case when :#${variable.calledFunction} in ('cancelOrder', 'downloadOrder') then null
              else cast(:#${variable.resultSmdpAddress} as varchar) end,
         current_timestamp
  from owner where not other
  on conflict (iccid) do update
  set tenant = excluded.tenant, peer = excluded.peer, state = excluded.state,
      observed_at = excluded.observed_at, check_at = null,
      eid = case when :#${variable.calledFunction} = 'cancelOrder' then null
                 else coalesce(excluded.eid, profile.eid) end,
      matching_id = case when :#${variable.calledFunction} in ('cancelOrder', 'downloadOrder') then null
                         else coalesce(excluded.matching_id, profile.matching_id) end,
      smdp_address = case when :#${variable.calledFunction} in ('cancelOrder', 'downloadOrder') then null
                          else coalesce(excluded.smdp_address, profile.smdp_address) end
  returning iccid
), placed as (
  -- Where the profile is: at the peer that has just executed an order for it.
  update inventory set peer = :#${variable.peer}
  from owner
  where not other and cast(:#${variable.assignedIccid} as varchar) is null
    and iccid = :#${variable.orderedIccid} and (peer is null or peer <> :#${variable.peer})
  returning iccid
), told as (
  select subject, name from fact
  where subject = :#${variable.orderedIccid} and source in ('handleDownloadProgressInfo', 'handleNotification')
    and :#${variable.profileState} in ('Available', 'Unavailable', 'Allocated', 'Linked', 'Confirmed',
                                      'Released')
    and not (select other from owner)
    -- Behind inventory and profile (order of locks).
    and (select count(*) from placed) >= 0 and (select count(*) from known) >= 0
  order by name for update
), forgotten as (
  -- A profile that is ordered or cancelled is on no device: what one told of it before is over.
  delete from fact using told where fact.subject = told.subject and fact.name = told.name
), next as (
  -- The next in order under the key whose operation has ended.
  select id, waiting_for from operation
  where :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED', 'IN_DOUBT') and id <> :#${variable.operationId}
    and (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus'
            and iccid = cast(:#${variable.iccid} as varchar))
    and state = 'ACCEPTED'
  order by id limit 1
), due as (
  update operation set next_at = current_timestamp
  where id = (select id from next where waiting_for = 'turn') and state = 'ACCEPTED' and waiting_for = 'turn'
    and exists (select from moved)
)
select counted.sequence, moved.other, (select id from next) as next_id,
       case when cast(:#${variable.watched} as boolean)
            then cast(row_to_json(moved) as varchar) end as operation_row,
       case when cast(:#${variable.watched} as boolean)
            then (select cast(json_agg(json_build_object('at', at, 'state', state, 'note', note) order by n)
                              as varchar)
                  from (select at, state, note, n from timeline where operation_id = :#${variable.operationId}
                        union all select at, state, note, n from noted) moments) end as operation_timeline
from counted, moved

-- name: event
-- The next number of the key, and the event that gets it.
-- In: tenant, orderKey, operationId, eventId, eventType, eventData.
with counted as (
  insert into order_key (order_key, sequence) values (:#${variable.orderKey}, 1)
  on conflict (order_key) do update set sequence = order_key.sequence + 1
  returning order_key, sequence
)
insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
select :#${variable.eventId}, :#${variable.tenant}, order_key, sequence, :#${variable.eventType},
       cast(:#${variable.operationId} as varchar), :#${variable.eventData}, current_timestamp
from counted
