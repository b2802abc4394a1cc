-- name: learn
-- Keeps observations; the newest by its own time stands, but for what rsp_replaces says of a profile that is gone.
-- In: observations, a JSON array of subject, name, content, eid, source, peer, operationId and observedAt.
-- tenant: the profile's owner, else the card's.
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
    peer = excluded.peer, operation_id = excluded.operation_id,
    observed_at = greatest(fact.observed_at, excluded.observed_at), recorded_at = excluded.recorded_at
where rsp_replaces(fact.content, excluded.content, fact.eid = excluded.eid,
                   fact.observed_at <= excluded.observed_at)

-- name: fall-back
-- The profile of the eUICC that has the fall-back attribute, as far as we know; the profile in question is
-- another. In: eid, iccid. Out: iccid; no row if none.
select subject from fact
where eid = cast(:#${variable.eid} as varchar) and name = 'fallback' and content = 'true'
  and subject <> cast(:#${variable.iccid} as varchar)
limit 1

-- name: fall-back-holders
-- Who has the fall-back attribute, as far as we know, before another profile of the eUICC gets it: they lose it, and
-- are told. Takes the eUICC's row, which comes before the keys of its profiles (order of locks).
-- In: eid, iccid, which gets it, observedAt; operationId and tenant, of the order. Out, in the order of their keys:
-- iccid; who learns of it: tenant, and order_key (as notification.look has it); operation_id, if it is the tenant's.
with held as (
  select eid, tenant from euicc where eid = cast(:#${variable.eid} as varchar) for no key update
), holder as (
  select f.subject as iccid, coalesce(i.tenant, held.tenant) as tenant,
         case when held.tenant is null or i.tenant is null or held.tenant = i.tenant then f.eid
              else f.subject end as order_key
  from fact f left join held on held.eid = f.eid left join inventory i on i.iccid = f.subject
  where f.eid = cast(:#${variable.eid} as varchar) and f.name = 'fallback' and f.content = 'true'
    and f.subject <> cast(:#${variable.iccid} as varchar)
    and f.observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
)
select iccid, tenant, order_key,
       case when tenant = :#${variable.tenant} then cast(:#${variable.operationId} as varchar) end as operation_id
from holder where tenant is not null
order by length(order_key) desc, order_key, iccid

-- name: displace
-- Only one profile of an eUICC is enabled, and only one has the fall-back attribute: from then on the others
-- have not. One whose policy rules say Auto-Delete may be gone from the card: what it is then, only a
-- notification or an audit can say, and we say nothing. If another profile got it later than observedAt, this
-- one has lost it since.
-- In: eid, iccid, exclusiveName, exclusiveContent (what one can have), othersContent (what the others have then),
-- observationSource, causeId, observedAt.
with taken as (
  -- All of them first, in the order of their subjects: the count of them below, always true, makes this run first.
  select from fact
  where (eid = :#${variable.eid} or subject = :#${variable.iccid}) and name = :#${variable.exclusiveName}
  order by subject for update
), gone as (
  delete from fact
  where (select count(*) from taken) >= 0
    and eid = :#${variable.eid} and name = :#${variable.exclusiveName} and subject <> :#${variable.iccid}
    and content = :#${variable.exclusiveContent}
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
    and name = 'state' and rsp_auto_deleted(subject)
), others as (
  update fact
  set content = :#${variable.othersContent}, source = :#${variable.observationSource},
      operation_id = cast(:#${variable.causeId} as varchar),
      observed_at = cast(:#${variable.observedAt} as timestamp with time zone),
      recorded_at = current_timestamp
  where (select count(*) from taken) >= 0
    and eid = :#${variable.eid} and name = :#${variable.exclusiveName} and subject <> :#${variable.iccid}
    and (content = :#${variable.exclusiveContent}
         and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
         and not (name = 'state' and rsp_auto_deleted(subject))
         or content = :#${variable.othersContent}
         and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
)
update fact
set content = :#${variable.othersContent}, recorded_at = current_timestamp,
    observed_at = (select max(later.observed_at) from fact later
                   where later.eid = fact.eid and later.name = fact.name and later.content = fact.content
                     and later.subject <> fact.subject)
where (select count(*) from taken) >= 0
  and subject = :#${variable.iccid} and name = :#${variable.exclusiveName}
  and content = :#${variable.exclusiveContent}
  and exists (select from fact later
              where later.eid = fact.eid and later.name = fact.name and later.content = fact.content
                and later.subject <> fact.subject and later.observed_at > fact.observed_at)

-- name: known
-- What we know of an eUICC, and of the profiles that are on it or shown on it: one row a fact (name null: nothing
-- is known), beside what the inventory says. Takes the eUICC's row, which euicc.seen and others write once the
-- facts are written.
-- In: eid, shownIccids, whole, iccid (of a read that is not of the whole card), sendingId (the call that brought them).
-- Out: subject, the EID or an ICCID; shown; name,
-- content, source, told_by (the peer), observed_at and known_eid of the fact, and known_own, whether that card is
-- the tenant's who learns of a difference; listed, whether the inventory has the profile, and tied_eid, on which
-- card; who learns of it: tenant, and order_key (as notification.look has it); own_card, whether the card is that
-- tenant's, too; explained, whether an order that changes the card is under way, or was while the card was read:
-- it ended after the call had left; left_before, whether a read was kept whose call left after this one's, and that
-- read no less of the card.
with held as (
  select eid, tenant, read_at from euicc where eid = cast(:#${variable.eid} as varchar) for no key update
), card as (
  select c.eid, e.tenant,
         exists (select from operation o
                 where o.eid = c.eid and o.interface in ('es4', 'es2') and o.function not in ('getEIS', 'auditEIS')
                   and (o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
                        or o.state <> 'REFUSED' and o.attempts > 0
                           and o.finished_at >= (select started_at from call
                                                 where id = cast(:#${variable.sendingId} as varchar))))
           as explained,
         exists (select from call
                 where id = cast(:#${variable.sendingId} as varchar)
                   and (e.read_at > started_at
                        or exists (select from operation o join call later on later.operation_id = o.id
                                   where o.eid = c.eid and o.function in ('getEIS', 'auditEIS')
                                     and o.state = 'SUCCEEDED' and o.finished_at > call.started_at
                                     and (o.iccid is null or o.function = 'getEIS'
                                          or not cast(:#${variable.whole} as boolean)
                                             and o.iccid = cast(:#${variable.iccid} as varchar))
                                     and later.purpose = 'order' and later.attempt = o.attempts
                                     and later.started_at > call.started_at))) as left_before
  from (select cast(:#${variable.eid} as varchar) as eid) c left join held e on e.eid = c.eid
), shown as (
  select unnest(cast(:#${variable.shownIccids} as varchar[])) as iccid
), one as (
  select eid as subject from card
  union select iccid from shown
  union select f.subject from fact f join card on card.eid = f.eid
)
select one.subject, exists (select from shown where iccid = one.subject) as shown,
       f.name, f.content, f.source, f.peer as told_by, f.observed_at, f.eid as known_eid,
       exists (select from euicc other
               where other.eid = f.eid and other.tenant = coalesce(i.tenant, card.tenant)) as known_own,
       i.iccid is not null as listed, i.eid as tied_eid, coalesce(i.tenant, card.tenant) as tenant,
       case when card.tenant is null or i.tenant is null or card.tenant = i.tenant then card.eid
            else one.subject end as order_key,
       coalesce(card.tenant = coalesce(i.tenant, card.tenant), false) as own_card, card.explained,
       card.left_before
from card cross join one
left join inventory i on i.iccid = one.subject
left join fact f on f.subject = one.subject
order by order_key, one.subject, f.name

-- name: elsewhere
-- Profiles are shown on another card than the inventory has them on: kept, so that it is told once.
-- In: elsewhere (ICCIDs), observationSource, peer, observedAt.
insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
select iccid, tenant, 'elsewhere', 'true', eid, :#${variable.observationSource}, :#${variable.peer},
       cast(null as varchar), cast(:#${variable.observedAt} as timestamp with time zone), current_timestamp
from inventory where iccid = any(cast(:#${variable.elsewhere} as varchar[])) and eid is not null
order by iccid
on conflict (subject, name) do update
set tenant = excluded.tenant, eid = excluded.eid, source = excluded.source, peer = excluded.peer,
    observed_at = excluded.observed_at, recorded_at = excluded.recorded_at
where fact.observed_at <= excluded.observed_at

-- name: seen
-- A card was read as a whole. What was observed of a profile that is not listed any more is withdrawn: by the
-- read's own time (lastRead) it is not on the card, which an older read, coming late, cannot change. One that is
-- listed again is on the card, and no longer elsewhere. The sweep begins anew, unless a doubt arose since the call
-- left.
-- In: eid, peer, observedAt, observationSource, sendingId (the call that brought it), retracted (ICCIDs),
-- shownIccids.
with taken as (
  -- All of them first, in the order of subject and name: the count of them below, always true, makes this run first.
  select from fact
  where subject = any(cast(:#${variable.retracted} as varchar[]))
     or subject = any(cast(:#${variable.shownIccids} as varchar[])) and name in ('state', 'elsewhere')
     or subject = :#${variable.eid} and name = 'lastRead'
  order by subject, name for update
), forgotten as (
  delete from fact
  where (select count(*) from taken) >= 0
    and subject = any(cast(:#${variable.retracted} as varchar[])) and eid = :#${variable.eid}
    and name not in ('state', 'elsewhere')
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
), absent as (
  insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
  select iccid, rsp_owner(iccid, :#${variable.eid}), 'state', 'NotOnCard', :#${variable.eid},
         :#${variable.observationSource}, :#${variable.peer}, cast(null as varchar),
         cast(:#${variable.observedAt} as timestamp with time zone), current_timestamp
  from unnest(cast(:#${variable.retracted} as varchar[])) as retracted (iccid)
  where (select count(*) from taken) >= 0
  order by iccid
  on conflict (subject, name) do update
  set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source,
      peer = excluded.peer, operation_id = null, observed_at = excluded.observed_at,
      recorded_at = excluded.recorded_at
  where fact.observed_at <= excluded.observed_at
), dated as (
  insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
  select :#${variable.eid}, rsp_owner(:#${variable.eid}, :#${variable.eid}), 'lastRead',
         to_char(cast(:#${variable.observedAt} as timestamp with time zone) at time zone 'UTC',
                 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
         :#${variable.eid}, :#${variable.observationSource}, :#${variable.peer}, cast(null as varchar),
         cast(:#${variable.observedAt} as timestamp with time zone), current_timestamp
  where cast(:#${variable.shownIccids} as varchar) <> '{}' and (select count(*) from taken) >= 0
  on conflict (subject, name) do update
  set content = excluded.content, tenant = excluded.tenant, source = excluded.source, peer = excluded.peer,
      observed_at = excluded.observed_at, recorded_at = excluded.recorded_at
  where fact.observed_at <= excluded.observed_at
), back as (
  delete from fact
  where (select count(*) from taken) >= 0 and subject = any(cast(:#${variable.shownIccids} as varchar[]))
    and eid = :#${variable.eid}
    and (name = 'elsewhere' or name = 'state' and content = 'NotOnCard')
    and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
)
update euicc
set read_at = call.started_at,
    audit_at = case when doubted_at > call.started_at then audit_at end,
    doubted_at = case when doubted_at > call.started_at then doubted_at end,
    audits = 0
from call
where euicc.eid = :#${variable.eid} and call.id = :#${variable.sendingId}
  and (read_at is null or read_at <= call.started_at)

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
