-- name: learn
-- Keeps observations; the newest by its own time stands. In: observations, a JSON array of subject, name,
-- content, eid, source, peer, operationId and observedAt. tenant: the profile's owner, else the card's.
insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
select distinct on (subject, name) subject, rsp_owner(subject, eid), name, content, eid, source, peer,
       "operationId",
       "observedAt", current_timestamp
from json_to_recordset(cast(:#${variable.observations} as json))
  as shown (subject varchar, name varchar, content varchar, eid varchar, source varchar, peer varchar,
           "operationId" varchar, "observedAt" timestamp with time zone)
order by subject, name, "observedAt" desc
on conflict (subject, name) do update
set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source,
    peer = excluded.peer, operation_id = excluded.operation_id, observed_at = excluded.observed_at,
    recorded_at = excluded.recorded_at
where fact.observed_at <= excluded.observed_at

-- name: fall-back
-- The profile of the eUICC that has the fall-back attribute, as far as we know; the profile in question is
-- another. In: eid, iccid. Out: iccid; no row if none.
select subject from fact
where eid = cast(:#${variable.eid} as varchar) and name = 'fallback' and content = 'true'
  and subject <> cast(:#${variable.iccid} as varchar)
limit 1

-- name: displace
-- Only one profile of an eUICC is enabled, and only one has the fall-back attribute: from then on the others
-- have not. One whose policy rules say Auto-Delete may be gone from the card: what it is then, only a
-- notification or an audit can say, and we say nothing. And if the news was old, as another profile got it
-- later, this one has lost it since.
-- In: eid, iccid, exclusiveName, exclusiveContent (what one can have), displaced (what the others have then),
-- observationSource, causeId, observedAt.
with gone as (
  delete from fact
  where eid = :#${variable.eid} and name = :#${variable.exclusiveName} and subject <> :#${variable.iccid}
    and content = :#${variable.exclusiveContent}
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
    and name = 'state' and rsp_auto_deleted(subject)
), others as (
  update fact
  set content = :#${variable.displaced}, source = :#${variable.observationSource},
      operation_id = cast(:#${variable.causeId} as varchar),
      observed_at = cast(:#${variable.observedAt} as timestamp with time zone),
      recorded_at = current_timestamp
  where eid = :#${variable.eid} and name = :#${variable.exclusiveName} and subject <> :#${variable.iccid}
    and (content = :#${variable.exclusiveContent}
         and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
         and not (name = 'state' and rsp_auto_deleted(subject))
         or content = :#${variable.displaced}
         and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
)
update fact
set content = :#${variable.displaced}, recorded_at = current_timestamp,
    observed_at = (select max(later.observed_at) from fact later
                   where later.eid = fact.eid and later.name = fact.name and later.content = fact.content
                     and later.subject <> fact.subject)
where subject = :#${variable.iccid} and name = :#${variable.exclusiveName}
  and content = :#${variable.exclusiveContent}
  and exists (select from fact later
              where later.eid = fact.eid and later.name = fact.name and later.content = fact.content
                and later.subject <> fact.subject and later.observed_at > fact.observed_at)

-- name: inventory-elsewhere
-- Profiles shown on this eUICC that the inventory has on another: what is said of them is not believed.
-- In: shownIccids, eid. Out: iccid.
select iccid from inventory
where iccid = any(cast(:#${variable.shownIccids} as varchar[])) and eid <> :#${variable.eid}

-- name: drifted
-- Profiles of this eUICC whose state is shown otherwise than we knew it, while no order that changes the card
-- is under way to explain it. In: shown ([{iccid, state}] in JSON), eid, observedAt. Out: iccid, known,
-- known_at, reported; and who learns of it: tenant, and order_key (as notification.look has it).
select f.subject as iccid, f.content as known, f.observed_at as known_at, shown.state as reported,
       coalesce(i.tenant, e.tenant) as tenant,
       case when e.tenant is null or i.tenant is null or e.tenant = i.tenant then f.eid
         else f.subject end as order_key
from jsonb_to_recordset(cast(:#${variable.shown} as jsonb)) as shown(iccid varchar, state varchar)
join fact f on f.subject = shown.iccid and f.name = 'state' and f.eid = :#${variable.eid}
left join inventory i on i.iccid = f.subject
left join euicc e on e.eid = f.eid
where f.content <> shown.state and f.observed_at < cast(:#${variable.observedAt} as timestamp with time zone)
  and coalesce(i.tenant, e.tenant) is not null and (i.eid is null or i.eid = f.eid)
  and not exists (select 1 from operation o
                  where o.eid = f.eid and o.interface = 'es4'
                    and o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
                    and o.function not in ('getEIS', 'auditEIS'))
order by order_key, iccid

-- name: inventory-foreign
-- Profiles shown on this eUICC that are another tenant's. In: shownIccids, tenant. Out: iccid.
select iccid from inventory
where iccid = any(cast(:#${variable.shownIccids} as varchar[])) and tenant <> :#${variable.tenant}

-- name: announced
-- Whether what this operation caused has been published already. In: operationId, eventType. Out: a row if
-- so.
select id from event
where operation_id = :#${variable.operationId} and type = :#${variable.eventType}
  and type not like 'rsp.operation.%'
limit 1
