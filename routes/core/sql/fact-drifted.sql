-- Profiles of this eUICC whose state is shown otherwise than we knew it, while no order that changes the card is under way to explain it;
-- with who is told, under which order key (as notification-look has it).
select f.subject as iccid, f.content as known, f.observed_at as known_at, shown.state as reported, coalesce(i.tenant, e.tenant) as tenant,
       case when e.tenant is null or i.tenant is null or e.tenant = i.tenant then f.eid else f.subject end as order_key
from jsonb_to_recordset(cast(:#${variable.shown} as jsonb)) as shown(iccid varchar, state varchar)
join fact f on f.subject = shown.iccid and f.name = 'state' and f.eid = :#${variable.eid}
left join inventory i on i.iccid = f.subject
left join euicc e on e.eid = f.eid
where f.content <> shown.state and f.observed_at < cast(:#${variable.observedAt} as timestamp with time zone) and coalesce(i.tenant, e.tenant) is not null
  and (i.eid is null or i.eid = f.eid)
  and not exists (select 1 from operation o where o.eid = f.eid and o.interface = 'es4' and o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
                  and o.function not in ('getEIS', 'auditEIS'))
order by order_key, iccid
