-- Moves the operation, with its moment and its event, only if it is still where the mover saw it: same state and, when
-- given, same attempt (the fence). In: operationId, orderKey, from, to, what the move brings, eventId, eventType,
-- eventData; watched, whether somebody waits for it here. Out: the event's sequence; the operation that comes next, due
-- now if it waited for its turn; and, if watched, the operation as it is now and its timeline, as operation-find.sql has
-- them, in JSON. No row when nothing moved.
-- The key's row is taken first, so that events commit in the order of their sequence. deadlineIn: seconds until the peer
-- can no longer be executing it, known once the call has left. step: the function to be called next, of an order of
-- several. endedCall: the call whose outcome this is.
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
      step_attempts = case when cast(:#${variable.step} as varchar) <> step then attempts else step_attempts end,
      step = coalesce(cast(:#${variable.step} as varchar), step),
      failure = coalesce(cast(:#${variable.failure} as varchar), failure),
      iccid = coalesce(iccid, cast(:#${variable.resultIccid} as varchar)),
      deadline = coalesce(current_timestamp + cast(:#${variable.deadlineIn} as integer) * interval '1' second, deadline),
      doubt_until = coalesce(current_timestamp + cast(:#${variable.doubtFor} as integer) * interval '1' second, doubt_until),
      next_at = case when :#${variable.to} = 'WAITING'
                     then coalesce(current_timestamp + cast(:#${variable.deadlineIn} as integer) * interval '1' second, deadline)
                     else current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second end,
      finished_at = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then current_timestamp end,
      secrets = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then null else secrets end
  where exists (select from held)
    and id = :#${variable.operationId}
    and state = :#${variable.from}
    and attempts = coalesce(cast(:#${variable.attempt} as integer), attempts)
  returning id, tenant, function, interface, peer, eid, iccid, client_reference, parameters, state, step, waiting_for, status,
            result, created_at, deadline, finished_at
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select id, tenant, current_timestamp, :#${variable.to}, left(cast(:#${variable.note} as varchar), 500) from moved
  returning at, state, note, n
), counted as (
  update order_key set sequence = sequence + 1
  where order_key = :#${variable.orderKey} and exists (select from moved)
  returning sequence
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, moved.tenant, :#${variable.orderKey}, counted.sequence, :#${variable.eventType}, moved.id,
         :#${variable.eventData}, current_timestamp
  from moved, counted
), next as (
  -- Who comes next under the key whose operation has ended.
  select id, waiting_for from operation
  where :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED', 'IN_DOUBT') and id <> :#${variable.operationId}
    and (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus' and iccid = cast(:#${variable.iccid} as varchar))
    and state = 'ACCEPTED'
  order by id limit 1
), due as (
  update operation set next_at = current_timestamp
  where id = (select id from next where waiting_for = 'turn') and state = 'ACCEPTED' and waiting_for = 'turn'
    and exists (select from moved)
)
select sequence, (select id from next) as next_id,
       case when cast(:#${variable.watched} as boolean) then cast(row_to_json(moved) as varchar) end as operation_row,
       case when cast(:#${variable.watched} as boolean)
            then (select cast(json_agg(json_build_object('at', at, 'state', state, 'note', note) order by n) as varchar)
                  from (select at, state, note, n from timeline where operation_id = :#${variable.operationId}
                        union all select at, state, note, n from noted) moments) end as operation_timeline
from counted, moved
