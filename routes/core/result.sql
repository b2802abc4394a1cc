-- name: look
-- The call a response answers, by what it relates to: the whole MessageID, the id in it, or our id that came
-- back as TransactionId; and, if it fits that call, its operation. Of several calls that it relates to, the
-- one of its function.
-- Out: no row if none; misfit, why it cannot be the answer of the call; known, whether that has had this
-- result; fall_back_iccid, as euicc.fall-back; known_type and from_customer, as operation.load has them; version, of
-- the key: its xmin, which every update
-- changes; result.apply compares it. A call of the sweep has no operation: then eid, order_key and tenant are the
-- call's.
with named as (
  select sending_id, operation_id, purpose, answer_hash, eid, tenant, called_function,
         case when min(operation_id) over (partition by way, other_function)
                   <> max(operation_id) over (partition by way, other_function)
              then 'it relates to several calls of ours, and may answer any of them'
              when other_function = 1
              then 'it relates to a call of ' || called_function
                   || ', but is the response of another function'
              when other_card then 'it relates to a call about one eUICC, but shows another'
              when other_subject
                then 'it relates to a call of ours, but names another profile or call than that'
         end as misfit
  from (
    select id as sending_id, coalesce(operation_id, id) as operation_id, purpose, function as called_function,
           answer_hash, eid, tenant,
           case when message_id = any(cast(:#${variable.relatesTo} as varchar[])) then 1
                when id = any(cast(:#${variable.relatesToIds} as varchar[])) then 2 else 3 end as way,
           case when function = :#${variable.resultFunction} then 0 else 1 end as other_function,
           coalesce(eid <> any(cast(:#${variable.resultEids} as varchar[])), false) as other_card,
           coalesce(iccid <> any(cast(:#${variable.resultIccids} as varchar[])), false)
             or call_id <> any(cast(:#${variable.resultCallIds} as varchar[])) as other_subject
    from call
    where peer = :#${variable.peer}
      and (message_id = any(cast(:#${variable.relatesTo} as varchar[]))
           or id = any(cast(:#${variable.relatesToIds} as varchar[]))
           or id = cast(:#${variable.transactionId} as varchar))
  ) related
  order by way, other_function
  limit 1
)
select named.misfit, named.sending_id, named.purpose,
       coalesce(named.answer_hash = :#${variable.answerHash}, false) as known,
       o.id as operation_id, coalesce(o.tenant, named.tenant) as tenant, o.function, o.interface,
       coalesce(o.eid, named.eid) as eid, coalesce(o.iccid, cast(:#${variable.iccid} as varchar)) as iccid,
       coalesce(o.order_key, named.eid) as order_key, o.client_reference, o.template,
       o.state as operation_state, o.created_at,
       coalesce(o.step, o.function, named.called_function) as called_function, o.parameters,
       case when o.function = 'disableProfile'
            then (select subject from fact
                  where eid = o.eid and name = 'fallback' and content = 'true' and subject <> o.iccid
                  limit 1) end as fall_back_iccid, o.target_peer, o.profile_type, i.profile_type as known_type,
       o.reply_context is not null as from_customer,
       (select cast(xmin as varchar) from order_key where order_key = o.order_key) as version
from named left join operation o on o.id = named.operation_id and named.misfit is null
left join inventory i on i.iccid = o.iccid and i.tenant = o.tenant

-- name: open-call
-- A response that names no call: it can only be meant for the one operation of which this peer, when it came,
-- owed such a response (and, if it says, of this EID, ICCID and call id). A response that
-- relates to a message which is not ours is not matched by guessing. What was ambiguous then stays so: guessing later
-- could end the wrong one.
-- In: as look, and receivedAt. Out: as look; no row if there is none, or more than one.
select max(c.id) as sending_id, max(c.operation_id) as operation_id, max(c.purpose) as purpose,
       max(coalesce(o.order_key, c.eid)) as order_key, null as misfit, max(c.eid) as eid,
       max(c.tenant) as tenant, max(c.function) as called_function
from call c left join operation o on o.id = c.operation_id
where c.peer = :#${variable.peer} and c.function = :#${variable.resultFunction}
  and c.started_at <= cast(:#${variable.receivedAt} as timestamp with time zone)
  and (c.answered_at is null or c.answered_at > cast(:#${variable.receivedAt} as timestamp with time zone))
  and (o.finished_at is null or o.finished_at > cast(:#${variable.receivedAt} as timestamp with time zone))
  and (c.outcome is null or c.outcome in ('accepted', 'unknown'))
  and cast(:#${variable.relatesTo} as varchar) = '{}'
  and c.eid = all(cast(:#${variable.resultEids} as varchar[]))
  and coalesce(c.iccid = all(cast(:#${variable.resultIccids} as varchar[])), true)
  and c.call_id = all(cast(:#${variable.resultCallIds} as varchar[]))
  and (o.id is not null
       or c.purpose = 'periodic' and c.started_at > current_timestamp - interval '1' day)
having count(distinct coalesce(c.operation_id, c.id)) = 1

-- name: apply
-- A result of an SM-SR ends its operation: the call is answered, the operation moves, with a row of its timeline
-- and its event, what it did to the card is kept and published (unless a notification was published already), and its
-- message has been worked on; only while this worker holds the message, and if nothing has moved under the
-- key since result.look read it.
-- In: inboxId, attempts (the fence), lease (s), orderKey, version, sendingId, answerHash, operationId,
-- operationState, to, and what the move brings: status, result, note, nextIn, doubtFor; eventId, eventType,
-- eventData; effectEventId, effectEventType, effectEventData, of what it did; observations (euicc.learn),
-- exclusiveName, exclusiveContent, othersContent (euicc.displace); watched.
-- Out: mine, whether this worker holds the message; moved; the rest as transition.move has it; and
-- next_nudge, of the next message of its key.
-- What is kept of the card (lost, learned, displaced) and the claim of the next message (later, free, claimed)
-- stand in notification.apply and es2plus-notification.apply too: all of it commits together, so it is one
-- statement, and statements cannot share a part. Change them together.
with mine as (
  select id, order_key from inbox
  where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
    and attempts = cast(:#${variable.attempts} as integer)
  for update
), caused as (
  select cast(:#${variable.effectEventType} as varchar) as type
  where cast(:#${variable.effectEventType} as varchar) is not null
    and not exists (select from event
                    where operation_id = :#${variable.operationId}
                      and type = cast(:#${variable.effectEventType} as varchar)
                      and type not like 'rsp.operation.%')
), counted as (
  update order_key set sequence = sequence + 1 + (select count(*) from caused)
  where order_key = :#${variable.orderKey} and cast(xmin as varchar) = cast(:#${variable.version} as varchar)
    and exists (select from mine)
    and exists (select from operation
      where id = :#${variable.operationId} and state = :#${variable.operationState})
  returning sequence - (select count(*) from caused) as sequence
), answered as (
  update call set answered_at = current_timestamp, answer_hash = :#${variable.answerHash}
  where id = :#${variable.sendingId} and exists (select from counted)
), moved as (
  update operation
  set state = :#${variable.to}, waiting_for = null,
      status = coalesce(cast(:#${variable.status} as varchar), status),
      result = coalesce(cast(:#${variable.result} as varchar), result),
      doubt_until = coalesce(
        current_timestamp + cast(:#${variable.doubtFor} as integer) * interval '1' second, doubt_until),
      next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second,
      finished_at = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED')
        then current_timestamp end,
      secrets = case when :#${variable.to} in ('SUCCEEDED', 'FAILED', 'EXPIRED') then null else secrets end
  where id = :#${variable.operationId} and exists (select from counted)
  returning id, tenant, function, interface, peer, target_peer, eid, iccid, client_reference, template,
            next_steps, after_id, parameters,
            state, step, waiting_for, status, result, created_at, deadline, finished_at
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select id, tenant, current_timestamp, :#${variable.to}, left(cast(:#${variable.note} as varchar), 500)
  from moved
  returning at, state, note, n
), lost as (
  -- The news is old, and another profile of the eUICC has got it since.
  select max(observed_at) as at from fact
  where eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.exclusiveName} as varchar)
    and content = cast(:#${variable.exclusiveContent} as varchar)
    and subject <> cast(:#${variable.iccid} as varchar)
    and observed_at > cast(:#${variable.observedAt} as timestamp with time zone)
), taken as (
  -- All of them first, in the order of their subjects.
  select from fact
  where exists (select from moved)
    and (eid = cast(:#${variable.eid} as varchar) or subject = cast(:#${variable.iccid} as varchar))
    and name = cast(:#${variable.exclusiveName} as varchar)
  order by subject for update
), learned as (
  insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
  select subject, rsp_owner(subject, eid), name,
         case when lost.at is null then content else cast(:#${variable.othersContent} as varchar) end,
         eid, source, peer, "operationId", coalesce(lost.at, "observedAt"), current_timestamp
  from json_to_recordset(cast(:#${variable.observations} as json))
    as shown (subject varchar, name varchar, content varchar, eid varchar, source varchar, peer varchar,
             "operationId" varchar, "observedAt" timestamp with time zone), lost
  where exists (select from moved) and (select count(*) from taken) >= 0
  order by subject, name
  on conflict (subject, name) do update
  set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source,
      peer = excluded.peer, operation_id = excluded.operation_id,
      observed_at = greatest(fact.observed_at, excluded.observed_at), recorded_at = excluded.recorded_at
  where rsp_replaces(fact.content, excluded.content, fact.eid = excluded.eid,
                     fact.observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
                     or fact.observed_at <= excluded.observed_at
                        and fact.content = cast(:#${variable.exclusiveContent} as varchar))
), gone as (
  -- As in euicc.displace.
  delete from fact
  where exists (select from moved) and (select count(*) from taken) >= 0
    and eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.exclusiveName} as varchar)
    and subject <> cast(:#${variable.iccid} as varchar)
    and content = cast(:#${variable.exclusiveContent} as varchar)
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
    and name = 'state' and rsp_auto_deleted(subject)
), displaced as (
  update fact
  set content = cast(:#${variable.othersContent} as varchar), source = :#${variable.function},
      operation_id = :#${variable.operationId},
      observed_at = cast(:#${variable.observedAt} as timestamp with time zone),
      recorded_at = current_timestamp
  where exists (select from moved) and (select count(*) from taken) >= 0
    and eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.exclusiveName} as varchar)
    and subject <> cast(:#${variable.iccid} as varchar)
    and (content = cast(:#${variable.exclusiveContent} as varchar)
         and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
         and not (name = 'state' and rsp_auto_deleted(subject))
         or content = cast(:#${variable.othersContent} as varchar)
         and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select new.id, moved.tenant, :#${variable.orderKey}, sequence + new.n, new.type, moved.id, new.data,
         current_timestamp
  from moved, counted,
       (select 0 as n, :#${variable.eventId} as id, :#${variable.eventType} as type,
         :#${variable.eventData} as data
        union all select 1, cast(:#${variable.effectEventId} as varchar), type,
        cast(:#${variable.effectEventData} as varchar)
        from caused) new
  order by new.n
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING'
    and exists (select from moved)
), done as (
  update inbox set state = 'DONE', reason = null, next_at = null, tenant = moved.tenant
  from moved where inbox.id = :#${variable.inboxId}
), next as (
  -- Who comes next under the key whose operation has ended.
  select id, waiting_for from operation
  where id <> :#${variable.operationId} and order_key = :#${variable.orderKey} and state = 'ACCEPTED'
  order by id limit 1
), due as (
  update operation set next_at = current_timestamp
  where id = (select id from next where waiting_for = 'turn') and state = 'ACCEPTED' and waiting_for = 'turn'
    and exists (select from moved)
), later as (
  select i.id from inbox i join mine on i.order_key = mine.order_key
  where i.state = 'RECEIVED' and i.id <> mine.id order by i.id limit 1
), free as (
  select id from inbox
  where id = (select id from later) and state = 'RECEIVED' and next_at <= current_timestamp
    and length(raw) <= 4096
    and exists (select from moved)
  for update skip locked
), claimed as (
  -- The next of its key is claimed along, as it would have been when it was stored (southbound/inbox.insert).
  update inbox
  set attempts = attempts + 1,
      next_at = current_timestamp + least(10, cast(:#${variable.lease} as integer)) * interval '1' second
  from free
  where inbox.id = free.id
  returning json_build_object('inboxId', inbox.id, 'inboxKey', order_key, 'iccid', iccid, 'peer', peer,
                              'kind', kind, 'raw', raw, 'attempts', attempts, 'receivedAt',
                              received_at) as message
)
select exists (select from mine) as mine, moved.id is not null as moved, counted.sequence,
       (select id from next) as next_id,
       case when cast(:#${variable.watched} as boolean)
         then cast(row_to_json(moved) as varchar) end as operation_row,
       case when cast(:#${variable.watched} as boolean)
            then (select cast(json_agg(json_build_object('at', at, 'state', state, 'note', note)
              order by n) as varchar)
                  from (select at, state, note, n from timeline where operation_id = :#${variable.operationId}
                        union all select at, state, note, n from noted) moments) end as operation_timeline,
       coalesce((select cast(message as varchar) from claimed), (select id from later)) as next_nudge
from (select) one left join counted on true left join moved on true

-- name: known
-- Whether the call has had this result; read under the order key's lock, as another thread may be working on
-- the same one. In: sendingId, answerHash. Out: known.
select (answer_hash = :#${variable.answerHash}) is true as known from call
where id = :#${variable.sendingId}

-- name: answered
-- The call has had this result. In: sendingId, answerHash.
update call set answered_at = current_timestamp, answer_hash = :#${variable.answerHash}
  where id = :#${variable.sendingId}

-- name: withdraw
-- The operation was said to have done this to the card, and now not: nobody knows until the next audit or
-- notification.
-- In: operationId, observedAt.
delete from fact using (
  select subject, name from fact
  where operation_id = :#${variable.operationId}
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
  order by subject, name for update) said
where fact.subject = said.subject and fact.name = said.name

-- name: note
-- A line of the timeline, beside the moves. In: operationId, tenant, to, note.
insert into timeline (operation_id, tenant, at, state, note)
values (:#${variable.operationId}, :#${variable.tenant}, current_timestamp, :#${variable.to},
  left(cast(:#${variable.note} as varchar), 500))
