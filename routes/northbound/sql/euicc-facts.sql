-- A profile belongs to whom the inventory says; one it does not know, to the eUICC's tenant.
select f.subject, f.name, f.content, f.source, f.peer, f.operation_id, f.observed_at
from fact f join euicc e on e.eid = f.eid left join inventory i on i.iccid = f.subject
where f.eid = :#${variable.eid} and (cast(:#${variable.scope} as varchar) is null or coalesce(i.tenant, e.tenant) = :#${variable.scope})
order by f.subject, f.name
