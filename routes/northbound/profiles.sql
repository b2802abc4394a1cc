-- name: find
-- The profile, if the caller may see it. In: iccid, scope (null: any tenant's). Out: what its SM-DP+ says of it (state,
-- null when nothing is known); downloads; ordered_by, the newest orderProfile that brought its activation code; of the
-- newest one-time link to that code, link_state (open, used, revoked, expired) and since when, link_at.
select i.iccid, i.tenant, coalesce(p.eid, i.eid) as eid, i.profile_type, coalesce(p.peer, i.peer) as peer,
       p.state, p.matching_id, p.smdp_address,
       greatest(p.observed_at, coalesce(p.reported_at, p.observed_at)) as observed_at, p.downloads,
       a.ordered_by, a.link_state, a.link_at
from inventory i left join profile p on p.iccid = i.iccid
left join lateral rsp_activation(i.iccid, i.tenant) a on p.state is not null
where i.iccid = :#${variable.iccid}
  and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})

-- name: timeline
-- What happened to it, newest first: the moves of its orders, the events under its ICCID, and of its eUICC those that
-- name it. In: iccid, scope, limit, cursor (the id of the last one of the page before; null: the newest).
with orders as (
  select id, order_key, function, eid, peer from operation
  where iccid = :#${variable.iccid}
    and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
)
select * from (
  select to_char(t.at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || '-1-' || lpad(cast(t.n as varchar), 19, '0') as id,
         t.at, 'rsp.operation.' || replace(lower(t.state), '_', '-') as type, o.id as operation_id, o.function, o.eid,
         o.peer, t.note, cast(null as varchar) as data
  from orders o join timeline t on t.operation_id = o.id
  union all
  select to_char(e.at at time zone 'UTC', 'YYYYMMDDHH24MISSUS') || '-2-' || lpad(cast(e.position as varchar), 19, '0'),
         e.at, e.type, e.operation_id, null, null, null, null, e.data
  from event e
  where e.subject = any(array(select cast(:#${variable.iccid} as varchar)
                              union select eid from fact where subject = :#${variable.iccid}
                              union select order_key from orders))
    and (e.type not like 'rsp.operation.%' or e.type = 'rsp.operation.late-result')
    and (e.subject = :#${variable.iccid}
         or e.data like concat('%"iccid":"', cast(:#${variable.iccid} as varchar), '"%'))
    and (cast(:#${variable.scope} as varchar) is null or e.tenant = :#${variable.scope})) moments
where cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor}
order by id desc limit cast(:#${variable.limit} as integer)

-- name: facts
-- What was observed of it; operation_id, if the caller may see that operation: another tenant's on the same card may
-- have disabled it. In: iccid, scope.
select subject, name, content, eid, source, peer,
       (select o.id from operation o
        where o.id = fact.operation_id
          and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})) as operation_id,
       observed_at
from fact
where subject = :#${variable.iccid}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by name
