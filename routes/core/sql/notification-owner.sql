-- The tenant of the profile, else of the eUICC; of an eUICC that another SM-SR manages this peer may not speak, nor of a profile that is
-- on another. On another tenant's eUICC the event goes under the ICCID: nobody's sequence shows what is not theirs.
select coalesce(i.tenant, e.tenant) as tenant,
       case when e.tenant is null or i.tenant is null or e.tenant = i.tenant then coalesce(c.eid, c.iccid) else c.iccid end as order_key,
       case when e.tenant <> i.tenant then e.tenant end as euicc_tenant
from (select cast(:#${variable.eid} as varchar) as eid, cast(:#${variable.iccid} as varchar) as iccid) c
left join inventory i on i.iccid = c.iccid
left join euicc e on e.eid = c.eid
where coalesce(i.tenant, e.tenant) is not null and (e.peer is null or e.peer = :#${variable.peer}) and (i.eid is null or c.eid is null or i.eid = c.eid)
