-- name: find
-- The eUICC, if the caller may see it. In: eid, scope (null: any tenant's).
select eid, tenant, peer from euicc
where eid = :#${variable.eid}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: profiles
-- The profiles that the inventory has on it, even when nothing is known of them yet; one that was deleted is
-- on it no more. In: eid, scope.
select iccid, profile_type from inventory
where eid = :#${variable.eid}
  and not exists (select from fact where subject = iccid and name = 'state' and content = 'Deleted'
                                     and fact.eid = :#${variable.eid})
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by iccid

-- name: events
-- What happened to it: the newest fifty. In: eid, scope.
select type, data, at, operation_id from event
where subject = :#${variable.eid}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by position desc limit 50

-- name: facts
-- What was observed of it and its profiles, without those that were deleted. In: eid, scope. A profile
-- belongs to whom the inventory says; one it does not know, to the eUICC's tenant. operation_id: as in profiles.facts.
select f.subject, f.name, f.content, f.source, f.peer,
       (select o.id from operation o
        where o.id = f.operation_id
          and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})) as operation_id,
       f.observed_at
from fact f join euicc e on e.eid = f.eid left join inventory i on i.iccid = f.subject
where f.eid = :#${variable.eid}
  and (cast(:#${variable.scope} as varchar) is null
       or coalesce(i.tenant, e.tenant) = :#${variable.scope})
  and not exists (select from fact gone
                  where gone.subject = f.subject and gone.name = 'state' and gone.content = 'Deleted')
order by f.subject, f.name
