-- The tenant of the profile, else of the eUICC; of an eUICC that another SM-SR manages this peer may not speak.
select coalesce(i.tenant, e.tenant) as tenant
from (select cast(:#${variable.eid} as varchar) as eid, cast(:#${variable.iccid} as varchar) as iccid) c
left join inventory i on i.iccid = c.iccid
left join euicc e on e.eid = c.eid
where coalesce(i.tenant, e.tenant) is not null and (e.peer is null or e.peer = :#${variable.peer})
