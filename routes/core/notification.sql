-- name: look
-- Whom a notification of an SM-SR concerns, and what it is about. No row: nobody. The tenant of the profile,
-- else of the eUICC; of an eUICC that another SM-SR manages this peer may not speak, nor of a profile that is
-- on another; an SM-DP speaks of its profiles, at whichever SM-SR: those that the inventory has there or nowhere, and those that it
-- has brought. If the eUICC is another tenant's, the event's key is the ICCID, so that no tenant sees gaps left by
-- another's events. cause_id: the operation of ours that this is the work of (the table works says which function does
-- what, to its profile or to others: ordered, whether this is what it was for). First one that has succeeded: it
-- happened between sending and end (15 s before, a minute after, for clocks that differ), and the profile was not
-- otherwise in between. Else one still open, if it happened after the call left (times come in whole seconds).
-- What an order did besides settles no doubt (cause_state is null), and is told of it to its own tenant only: cause_id
-- of the profile's, euicc_cause_id of the eUICC's. announced: its event was published with that operation; what an
-- order did besides is published by its notification, but for the loss of the fall-back attribute
-- (core-euicc-lost). Of why it happened (docs/guides/webhooks.md): cause_function and from_customer (whether a
-- customer ordered that through the gateway); by_rules, whether a profile that was deleted had rules that say so;
-- attributes, which of fallback and emergency the profile had. known_type: its type, by the inventory.
-- version: of the key, which notification.apply holds it against.
-- In: eid, iccid, peer, kind, what, happenedAt.
with owner as (
  select coalesce(i.tenant, e.tenant) as tenant,
         case when e.tenant is null or i.tenant is null or e.tenant = i.tenant then coalesce(c.eid, c.iccid)
              else c.iccid end as order_key,
         case when e.tenant <> i.tenant then e.tenant end as euicc_tenant, i.profile_type
  from (select cast(:#${variable.eid} as varchar) as eid, cast(:#${variable.iccid} as varchar) as iccid) c
  left join inventory i on i.iccid = c.iccid
  left join euicc e on e.eid = c.eid
  where coalesce(i.tenant, e.tenant) is not null
    and (e.peer is null or e.peer = :#${variable.peer}
         or :#${variable.kind} like 'ES2-%' and i.iccid is not null
            and (i.peer is null or i.peer = :#${variable.peer}
                 or exists (select from operation o
                            where o.iccid = c.iccid and o.eid = c.eid and o.peer = :#${variable.peer}
                              and o.function = 'downloadProfile' and o.state = 'SUCCEEDED')))
    and (i.eid is null or c.eid is null or i.eid = c.eid)
), works (what, function, ordered, other, name, content) as (
  values ('enabled', 'enableProfile', true, false, 'state', 'Enabled'),
         ('disabled', 'disableProfile', true, false, 'state', 'Disabled'),
         ('deleted', 'deleteProfile', true, false, 'state', 'Deleted'),
         ('fallback-set', 'setFallBackAttribute', true, false, 'fallback', 'true'),
         ('policy-rules-updated', 'updatePolicyRules', true, false, null, null),
         ('downloaded', 'downloadProfile', true, false, null, null),
         -- other: to another profile than the order names. An enabled profile that is deleted is disabled first.
         ('disabled', 'enableProfile', false, true, 'state', 'Disabled'),
         ('disabled', 'deleteProfile', false, false, 'state', 'Disabled'),
         ('enabled', 'disableProfile', false, true, 'state', 'Enabled'),
         ('enabled', 'deleteProfile', false, true, 'state', 'Enabled'),
         ('deleted', 'enableProfile', false, true, 'state', 'Deleted'),
         ('deleted', 'disableProfile', false, false, 'state', 'Deleted'),
         ('enabled', 'downloadProfile', false, false, 'state', 'Enabled'),
         ('disabled', 'downloadProfile', false, true, 'state', 'Disabled'),
         ('fallback-unset', 'setFallBackAttribute', false, true, 'fallback', 'false')
), cause as (
  select o.id, o.state, o.tenant, o.function, o.reply_context, works.ordered, c.started_at
  from works join operation o on o.function = works.function
       join call c on c.operation_id = o.id and c.purpose = 'order' and c.attempt = o.attempts
  where works.what = :#${variable.what} and o.peer = :#${variable.peer}
    -- Rules that are shown must be those that were ordered.
    and (works.what <> 'policy-rules-updated' or cast(:#${variable.policyRules} as jsonb) is null
         or cast(o.parameters as jsonb) -> 'policyRules' @> cast(:#${variable.policyRules} as jsonb)
            and cast(o.parameters as jsonb) -> 'policyRules' <@ cast(:#${variable.policyRules} as jsonb))
    and o.eid = cast(:#${variable.eid} as varchar)
    and (o.iccid <> cast(:#${variable.iccid} as varchar)) = works.other
    -- That a profile is deleted by itself, its rules say.
    and (works.what <> 'deleted' or works.ordered or rsp_auto_deleted(cast(:#${variable.iccid} as varchar)))
    and (o.finished_at is null
         or o.finished_at >= cast(:#${variable.happenedAt} as timestamp with time zone) - interval '60' second)
    and (o.state = 'SUCCEEDED'
         and c.started_at <= cast(:#${variable.happenedAt} as timestamp with time zone) + interval '15' second
         and not exists (select from fact
                         where subject = cast(:#${variable.iccid} as varchar) and fact.name = works.name
                           and fact.content <> works.content
                           and (works.ordered or fact.operation_id is distinct from o.id)
                           and observed_at < cast(:#${variable.happenedAt} as timestamp with time zone))
         or o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
         and c.started_at <= cast(:#${variable.happenedAt} as timestamp with time zone) + interval '2' second)
  order by works.ordered desc, o.state = 'SUCCEEDED' desc, o.id desc limit 1
)
select owner.tenant, owner.order_key, owner.euicc_tenant, owner.profile_type as known_type, cause.ordered,
       case when cause.ordered or cause.tenant = owner.tenant then cause.id end as cause_id,
       case when cause.tenant = owner.euicc_tenant then cause.id end as euicc_cause_id,
       cause.function as cause_function, cause.reply_context is not null as from_customer,
       :#${variable.what} = 'deleted' and rsp_auto_deleted(cast(:#${variable.iccid} as varchar)) as by_rules,
       (select string_agg(fact.name, ' ') from fact
        where fact.subject = cast(:#${variable.iccid} as varchar) and fact.eid = cast(:#${variable.eid} as varchar)
          and fact.name in ('fallback', 'emergency') and fact.content = 'true') as attributes,
       case when cause.ordered then cause.state end as cause_state,
       case when cause.ordered
            then exists (select from event
                         where operation_id = cause.id
                           and type = concat('rsp.profile.', cast(:#${variable.what} as varchar))
                           and type not like 'rsp.operation.%')
            else :#${variable.what} = 'fallback-unset'
                 and exists (select from event
                             where subject = owner.order_key and tenant = owner.tenant and at >= cause.started_at
                               and type = 'rsp.profile.fallback-unset'
                               and cast(data as json) ->> 'iccid' = cast(:#${variable.iccid} as varchar)) end
         as announced,
       (select cast(xmin as varchar) from order_key where order_key = owner.order_key) as version
from owner left join cause on true

-- name: apply
-- A notification of an SM-SR, worked on: what it shows, its event (unless one was published already), and the
-- end of its message (and of the dead letter that was); only while this worker holds the message, and if
-- nothing has moved under the key since notification.look read it.
-- In: inboxId, attempts (the fence), lease (s), tenant, orderKey, version, observations (euicc.learn), and
-- exclusiveName, exclusiveContent, othersContent (euicc.displace); causeId; announced, or else eventId,
-- eventType, eventData; reason, if any. settled: the key is held.
-- Out: mine, whether this worker holds the message; applied; and next_nudge, of the next message of its key.
with mine as (
  select id, order_key from inbox
  where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
    and attempts = cast(:#${variable.attempts} as integer)
  for update
), card as (
  -- Under a profile's key what is known of its eUICC is written too: the key of that goes first.
  insert into order_key (order_key, sequence)
  select cast(:#${variable.eid} as varchar), 0
  from mine where cast(:#${variable.eid} as varchar) <> :#${variable.orderKey}
  on conflict (order_key) do update set sequence = order_key.sequence where false
  returning order_key
), counted as (
  insert into order_key (order_key, sequence)
  select :#${variable.orderKey}, case when cast(:#${variable.announced} as boolean) then 0 else 1 end
  from mine where (select count(*) from card) >= 0
  on conflict (order_key) do update set sequence = order_key.sequence + excluded.sequence
  where cast(order_key.xmin as varchar) = cast(:#${variable.version} as varchar)
        or cast(:#${variable.settled} as boolean)
  returning sequence
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
  where exists (select from counted)
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
  where exists (select from counted) and (select count(*) from taken) >= 0
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
  where exists (select from counted) and (select count(*) from taken) >= 0
    and eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.exclusiveName} as varchar)
    and subject <> cast(:#${variable.iccid} as varchar)
    and content = cast(:#${variable.exclusiveContent} as varchar)
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
    and name = 'state' and rsp_auto_deleted(subject)
), displaced as (
  update fact
  set content = cast(:#${variable.othersContent} as varchar), source = :#${variable.kind},
      operation_id = cast(:#${variable.causeId} as varchar),
      observed_at = cast(:#${variable.observedAt} as timestamp with time zone),
      recorded_at = current_timestamp
  where exists (select from counted) and (select count(*) from taken) >= 0
    and eid = cast(:#${variable.eid} as varchar) and name = cast(:#${variable.exclusiveName} as varchar)
    and subject <> cast(:#${variable.iccid} as varchar)
    and (content = cast(:#${variable.exclusiveContent} as varchar)
         and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
         and not (name = 'state' and rsp_auto_deleted(subject))
         or content = cast(:#${variable.othersContent} as varchar)
         and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, :#${variable.tenant}, :#${variable.orderKey}, sequence,
         :#${variable.eventType},
         cast(:#${variable.causeId} as varchar), :#${variable.eventData}, current_timestamp
  from counted where not cast(:#${variable.announced} as boolean)
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING'
    and exists (select from counted)
), ended as (
  update inbox
  set state = 'DONE', reason = cast(:#${variable.reason} as varchar), next_at = null,
      tenant = :#${variable.tenant}
  where id = :#${variable.inboxId} and exists (select from counted)
), later as (
  select i.id from inbox i join mine on i.order_key = mine.order_key
  where i.state = 'RECEIVED' and i.id <> mine.id order by i.id limit 1
), free as (
  select id from inbox
  where id = (select id from later) and state = 'RECEIVED' and next_at <= current_timestamp
    and length(raw) <= 4096
    and exists (select from counted)
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
select exists (select from mine) as mine, exists (select from counted) as applied,
       coalesce((select cast(message as varchar) from claimed), (select id from later)) as next_nudge
