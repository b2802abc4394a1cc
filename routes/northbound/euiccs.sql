-- name: find
-- The eUICC, if the caller may see it: its own, or one of nobody's inventory that its profiles are on or its orders
-- name, such as a consumer's. In: eid, scope (null: any tenant's). Out: eid; tenant and peer, of one in the inventory.
select card.eid, e.tenant, e.peer
from (select cast(:#${variable.eid} as varchar) as eid) card
left join euicc e on e.eid = card.eid
  and (cast(:#${variable.scope} as varchar) is null or e.tenant = :#${variable.scope})
where rsp_shows_card(cast(:#${variable.scope} as varchar), card.eid)

-- name: profiles
-- The profiles on it, and those ordered for it, by the inventory or by their SM-DP+, even when nothing is known of
-- them yet; one that was deleted is on it no more, unless its SM-DP+ may bring it there again. In: eid, scope.
-- Out: as profiles.find, of each.
select i.iccid, i.profile_type, coalesce(p.peer, i.peer) as peer, p.state, p.matching_id, p.smdp_address,
       greatest(p.observed_at, coalesce(p.reported_at, p.observed_at)) as observed_at, p.downloads,
       a.ordered_by, a.link_state, a.link_at
from inventory i left join profile p on p.iccid = i.iccid
left join lateral rsp_activation(i.iccid, i.tenant) a on p.state is not null
where i.iccid in (select iccid from inventory where eid = :#${variable.eid}
                  union select iccid from profile where eid = :#${variable.eid})
  and coalesce(p.eid, i.eid) = :#${variable.eid}
  and (p.state is not null
       or not exists (select from fact where subject = i.iccid and name = 'state' and content = 'Deleted'
                                         and fact.eid = :#${variable.eid}))
  and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
order by i.iccid

-- name: device
-- What was told of the device that it is in, newest first: with any of the caller's profiles on it. In: eid, scope.
select subject as iccid, name, content, source, peer, observed_at from fact
where name in ('tac', 'imei', 'model')
  and (eid = :#${variable.eid}
       or eid is null and subject in (select iccid from inventory where eid = :#${variable.eid}
                                      union select iccid from profile where eid = :#${variable.eid}))
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by observed_at desc, subject

-- name: timeline
-- What happened to it, newest first: the moves of orders that name it or a profile of the caller's on it, and the
-- events about both. What a profile did on another card is left out. In: eid, scope, limit, cursor (the id of the last
-- one of the page before; null: the newest).
with profiles as (
  select iccid from (select iccid from inventory where eid = :#${variable.eid}
                     union select iccid from profile where eid = :#${variable.eid}
                     union select subject from fact where eid = :#${variable.eid}) told
  join inventory i using (iccid)
  where cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope}
), orders as (
  select id, function, iccid, peer from operation
  where eid = :#${variable.eid}
    and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  union all
  select id, function, iccid, peer from operation
  where iccid = any(array(select iccid from profiles)) and eid is null
    and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
)
select * from (
  select to_char(t.at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || '-1-' || lpad(cast(t.n as varchar), 19, '0') as id,
         t.at, 'rsp.operation.' || replace(lower(t.state), '_', '-') as type, o.id as operation_id, o.function,
         o.iccid, o.peer, t.note, cast(null as varchar) as data
  from orders o join timeline t on t.operation_id = o.id
  union all
  select to_char(e.at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || '-2-' || lpad(cast(e.position as varchar), 19, '0'),
         e.at, e.type, e.operation_id, null, null, null, null, e.data
  from event e
  where e.subject = any(array(select iccid from profiles union select cast(:#${variable.eid} as varchar)))
    and (e.type not like 'rsp.operation.%' or e.type = 'rsp.operation.late-result')
    and (e.subject = :#${variable.eid}
         or e.data like concat('%"eid":"', cast(:#${variable.eid} as varchar), '"%') or e.data not like '%"eid":%')
    and (cast(:#${variable.scope} as varchar) is null or e.tenant = :#${variable.scope})) moments
where cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor}
order by id desc limit cast(:#${variable.limit} as integer)

-- name: facts
-- What was observed of it and its profiles, without those that were deleted. In: eid, scope. A profile
-- belongs to whom the inventory says; one it does not know, to the eUICC's tenant. operation_id: as in profiles.facts.
select f.subject, f.name, f.content, f.source, f.peer,
       (select o.id from operation o
        where o.id = f.operation_id
          and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})) as operation_id,
       f.observed_at
from fact f left join euicc e on e.eid = f.eid left join inventory i on i.iccid = f.subject
where f.eid = :#${variable.eid}
  and (cast(:#${variable.scope} as varchar) is null
       or coalesce(i.tenant, e.tenant) = :#${variable.scope})
  and not exists (select from fact gone
                  where gone.subject = f.subject and gone.name = 'state' and gone.content = 'Deleted')
order by f.subject, f.name
