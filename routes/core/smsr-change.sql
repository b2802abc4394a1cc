-- name: look
-- A report that an eUICC has another SM-SR. No row: the EID is nobody's.
-- allowed: the reporter is the SM-SR that we know the eUICC at, or the new one, or the former one that repeats a
-- change we know of. cause_id: the smsrChange of ours that it reports (times as in
-- notification.look); a report that names no SM-SR is of the target of that.
-- In: eid, peer (who reports it), newSmsr (the EntityId it names) and newPeer (the peer that has that), either
-- null; observedAt.
-- Out: tenant, of the eUICC, else of a profile on it; allowed; new_peer; moved_to, what euicc.peer will be: a
-- peer, else the EntityId of one that is none of ours; outdated: it is at another, and somebody said so since
-- (a minute, for clocks that differ); cause_id, cause_state, cause_tenant; from_customer, whether a customer ordered it
-- through the gateway.
with card as (
  select c.eid, coalesce(e.tenant, (select min(i.tenant) from inventory i where i.eid = c.eid)) as tenant,
         e.peer, e.former_peer, e.peer_at
  from (select cast(:#${variable.eid} as varchar) as eid) c left join euicc e on e.eid = c.eid
), cause as (
  select o.id, o.state, o.tenant, o.target_peer, o.reply_context
  from operation o join call c on c.operation_id = o.id and c.purpose = 'order' and c.attempt = o.attempts
  where o.eid = cast(:#${variable.eid} as varchar) and o.function = 'smsrChange'
    and (o.target_peer = cast(:#${variable.newPeer} as varchar)
         or cast(:#${variable.newSmsr} as varchar) is null)
    and (o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
         and c.started_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '2' second
         or o.state = 'SUCCEEDED'
         and c.started_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '15' second
         and o.finished_at
             >= cast(:#${variable.observedAt} as timestamp with time zone) - interval '60' second)
  order by o.id desc limit 1
), reported as (
  select card.*, cause.id as cause_id, cause.state as cause_state, cause.tenant as cause_tenant,
         cause.reply_context is not null as from_customer,
         coalesce(cast(:#${variable.newPeer} as varchar),
                  case when cast(:#${variable.newSmsr} as varchar) is null then cause.target_peer end)
           as new_peer
  from card left join cause on true where card.tenant is not null
)
select tenant, new_peer, cause_id, cause_state, cause_tenant, from_customer, moved_to,
       peer is null or peer = :#${variable.peer} or coalesce(new_peer = :#${variable.peer}, false)
       or peer = moved_to and coalesce(former_peer = :#${variable.peer}, false) as allowed,
       peer is distinct from moved_to
       and coalesce(peer_at > cast(:#${variable.observedAt} as timestamp with time zone)
                              + interval '60' second, false) as outdated
from reported cross join lateral (
  select coalesce(new_peer, left(cast(:#${variable.newSmsr} as varchar), 64), '(unknown)') as moved_to
) one

-- name: move
-- The eUICC is at another SM-SR; orders that wait go there, and those in doubt are asked about there, if it is
-- one of ours. (With an smsrChange that succeeds transition.move does it.) Nothing, if it is there already, or
-- if somebody has said otherwise since.
-- In: eid, movedTo, newPeer (null: none of ours), observedAt (null: now). Out: overruled, whether somebody has said
-- otherwise since.
with moved as (
  update euicc set former_peer = peer, peer = :#${variable.movedTo}, peer_at = current_timestamp
  where eid = :#${variable.eid} and peer is distinct from :#${variable.movedTo}
    and (peer_at is null
         or peer_at <= coalesce(cast(:#${variable.observedAt} as timestamp with time zone), current_timestamp)
                       + interval '60' second)
  returning eid
), followed as (
  -- An SM-SR change that waits starts from there, and its preparation is sent to its target all the same.
  update operation
  set peer = case when function = 'prepareSMSRChange' then operation.peer
                  else cast(:#${variable.newPeer} as varchar) end,
      current_peer = case when current_peer is not null then cast(:#${variable.newPeer} as varchar) end
  from moved
  where operation.order_key = moved.eid and cast(:#${variable.newPeer} as varchar) is not null
    and (state = 'ACCEPTED' and target_peer is distinct from cast(:#${variable.newPeer} as varchar)
         or state = 'IN_DOUBT' and function not in ('prepareSMSRChange', 'smsrChange'))
)
select not exists (select from moved)
       and exists (select from euicc
                   where eid = :#${variable.eid} and peer is distinct from :#${variable.movedTo}) as overruled

-- name: concerned
-- Whom it concerns that an eUICC has another SM-SR: its tenant, under its EID, and every other with a profile
-- on it, under the profile's ICCID; but for those to whom it was published already: the newest event of theirs
-- says the same, and nobody has said otherwise since. On it is a profile that the report shows, and one that the
-- inventory has on it, or that was seen on it and is on no other; not one that was deleted from it, or that a read of
-- it did not list. Two reports may show other profiles, so an event of theirs is under the key of any, also of one
-- that is gone.
-- In: eid, newSmsr, shownIccids; causeId and causeTenant, of the operation of ours that did it.
-- Out: tenant, order_key; own, ICCIDs with commas, of its profiles among those shown (none is shown: of those
-- that are on it); operation_id, if it is the tenant's.
with seen as (
  select subject as iccid,
         content = 'Deleted' or content = 'NotOnCard' and source in ('getEIS', 'auditEIS') as gone
  from fact where eid = cast(:#${variable.eid} as varchar) and name = 'state'
), candidate as (
  select i.iccid, i.tenant, i.iccid = any(cast(:#${variable.shownIccids} as varchar[])) as shown,
         seen.gone is true as gone
  from inventory i left join seen on seen.iccid = i.iccid
  where i.iccid in (select iccid from inventory where eid = :#${variable.eid}
                    union select iccid from seen
                    union select unnest(cast(:#${variable.shownIccids} as varchar[])))
    and coalesce(i.eid, :#${variable.eid}) = :#${variable.eid}
), on_card as (
  select iccid, tenant, shown from candidate where shown or not gone
)
select c.tenant, c.order_key,
       case when c.tenant = cast(:#${variable.causeTenant} as varchar)
            then cast(:#${variable.causeId} as varchar) end as operation_id,
       (select coalesce(string_agg(iccid, ',' order by iccid), '') from on_card
        where tenant = c.tenant and (shown or cast(:#${variable.shownIccids} as varchar) = '{}')) as own
from (
  select e.tenant, e.eid as order_key, e.peer_at from euicc e where e.eid = :#${variable.eid}
  union all
  select on_card.tenant, min(on_card.iccid), min(e.peer_at)
  from on_card left join euicc e on e.eid = :#${variable.eid}
  where on_card.tenant is distinct from e.tenant group by on_card.tenant) c
where not exists (
  select from (select one.data, one.at
               from (select c.order_key as subject union select iccid from candidate where tenant = c.tenant) keys
               cross join lateral (
                 select data, at, position from event
                 where subject = keys.subject and tenant = c.tenant and type = 'rsp.euicc.smsr-changed'
                   and cast(data as json) ->> 'eid' = cast(:#${variable.eid} as varchar)
                 order by position desc limit 1) one
               order by one.position desc limit 1) newest
  where cast(newest.data as json) ->> 'smsrId' is not distinct from cast(:#${variable.newSmsr} as varchar)
    and newest.at >= coalesce(c.peer_at, newest.at))
order by c.order_key

-- name: learn
-- What the SM-SR of an eUICC is; the newest stands. In: eid, newSmsr, peer, observationSource, causeId;
-- observedAt (null: now).
insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
select eid, rsp_owner(eid, eid), 'smsrId', cast(:#${variable.newSmsr} as varchar), eid,
       :#${variable.observationSource}, :#${variable.peer}, cast(:#${variable.causeId} as varchar),
       coalesce(cast(:#${variable.observedAt} as timestamp with time zone), current_timestamp),
       current_timestamp
from (select cast(:#${variable.eid} as varchar) as eid) one
where cast(:#${variable.newSmsr} as varchar) is not null
on conflict (subject, name) do update
set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source,
    peer = excluded.peer, operation_id = excluded.operation_id, observed_at = excluded.observed_at,
    recorded_at = excluded.recorded_at
where fact.observed_at <= excluded.observed_at
