-- A notification of a SM-SR, worked on: its facts, its event (unless one was published already), and the end of its
-- message (and of the dead letter that was); only while this worker holds the message, and if nothing has moved under
-- the key since notification-look.sql read it.
-- In: inboxId, attempts (the fence), lease (s), tenant, orderKey, version, factRows (fact-learn.sql), and factName,
-- factContent, displaced (fact-displace.sql); causeId; announced, or else eventId, eventType, eventData; reason, if
-- any. settled: the key is held.
-- Out: mine, whether this worker holds the message; applied; and next_nudge, of the next message of its key.
with mine as (
  select id, order_key from inbox
  where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
    and attempts = cast(:#${variable.attempts} as integer)
  for update
), counted as (
  insert into order_key (order_key, sequence)
  select :#${variable.orderKey}, case when cast(:#${variable.announced} as boolean) then 0 else 1 end from mine
  on conflict (order_key) do update set sequence = order_key.sequence + excluded.sequence
  where cast(order_key.xmin as varchar) = cast(:#${variable.version} as varchar)
        or cast(:#${variable.settled} as boolean)
  returning sequence
), lost as (
  -- The news is old, and another profile of the eUICC has got it since.
  select max(observed_at) as at from fact
  where eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.factName} as varchar)
    and content = cast(:#${variable.factContent} as varchar) and subject <> cast(:#${variable.iccid} as varchar)
    and observed_at > cast(:#${variable.observedAt} as timestamp with time zone)
), learned as (
  insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
  select subject, rsp_owner(subject, eid), name,
         case when lost.at is null then content else cast(:#${variable.displaced} as varchar) end,
         eid, source, peer, "operationId", coalesce(lost.at, "observedAt"), current_timestamp
  from json_to_recordset(cast(:#${variable.factRows} as json))
    as told (subject varchar, name varchar, content varchar, eid varchar, source varchar, peer varchar,
             "operationId" varchar, "observedAt" timestamp with time zone), lost
  where exists (select from counted)
  on conflict (subject, name) do update
  set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source,
      peer = excluded.peer, operation_id = excluded.operation_id, observed_at = excluded.observed_at,
      recorded_at = excluded.recorded_at
  where fact.observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
     or fact.observed_at <= excluded.observed_at and fact.content = cast(:#${variable.factContent} as varchar)
), displaced as (
  update fact
  set content = cast(:#${variable.displaced} as varchar), source = :#${variable.kind},
      operation_id = cast(:#${variable.causeId} as varchar),
      observed_at = cast(:#${variable.observedAt} as timestamp with time zone), recorded_at = current_timestamp
  where exists (select from counted)
    and eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.factName} as varchar)
    and subject <> cast(:#${variable.iccid} as varchar)
    and (content = cast(:#${variable.factContent} as varchar)
         and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
         or content = cast(:#${variable.displaced} as varchar)
         and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, :#${variable.tenant}, :#${variable.orderKey}, sequence, :#${variable.eventType},
         cast(:#${variable.causeId} as varchar), :#${variable.eventData}, current_timestamp
  from counted where not cast(:#${variable.announced} as boolean)
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING' and exists (select from counted)
), ended as (
  update inbox
  set state = 'DONE', reason = cast(:#${variable.reason} as varchar), next_at = null, tenant = :#${variable.tenant}
  where id = :#${variable.inboxId} and exists (select from counted)
), later as (
  select i.id from inbox i join mine on i.order_key = mine.order_key
  where i.state = 'RECEIVED' and i.id <> mine.id order by i.id limit 1
), free as (
  select id from inbox
  where id = (select id from later) and state = 'RECEIVED' and next_at <= current_timestamp and length(raw) <= 4096
    and exists (select from counted)
  for update skip locked
), claimed as (
  -- The next of its key is claimed along, as it would have been when it was stored (inbox-insert.sql).
  update inbox
  set attempts = attempts + 1,
      next_at = current_timestamp + least(10, cast(:#${variable.lease} as integer)) * interval '1' second
  from free
  where inbox.id = free.id
  returning json_build_object('inboxId', inbox.id, 'inboxKey', order_key, 'iccid', iccid, 'peer', peer,
                              'kind', kind, 'raw', raw, 'attempts', attempts, 'receivedAt', received_at) as message
)
select exists (select from mine) as mine, exists (select from counted) as applied,
       coalesce((select cast(message as varchar) from claimed), (select id from later)) as next_nudge
