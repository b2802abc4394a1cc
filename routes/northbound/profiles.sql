-- name: find
-- The profile, if the caller may see it. In: iccid, scope (null: any tenant's).
select i.iccid, i.tenant, coalesce(p.eid, i.eid) as eid, i.profile_type, coalesce(p.peer, i.peer) as peer,
       p.state, p.matching_id, p.smdp_address,
       greatest(p.observed_at, coalesce(p.reported_at, p.observed_at)) as observed_at
from inventory i left join profile p on p.iccid = i.iccid
where i.iccid = :#${variable.iccid}
  and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})

-- name: events
-- What happened to it, the newest fifty: under its ICCID (orders at the SM-DP+), of the order by type that
-- brought it, and of its eUICC those that name it. In: iccid, scope.
select type, data, at, operation_id from event
where subject in (select cast(:#${variable.iccid} as varchar)
                  union select eid from fact where subject = :#${variable.iccid}
                  union select order_key from operation where iccid = :#${variable.iccid})
  and (subject = :#${variable.iccid}
       or data like concat('%"iccid":"', cast(:#${variable.iccid} as varchar), '"%')
       or operation_id in (select id from operation
                           where iccid = :#${variable.iccid} and interface = 'es2plus'))
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by position desc limit 50

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
