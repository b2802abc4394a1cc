-- Whom a notification of a SM-SR concerns, and what it is about. No row: nobody. The tenant of the profile, else of
-- the eUICC; of an eUICC that another SM-SR manages this peer may not speak, nor of a profile that is on another. On
-- another tenant's eUICC the event goes under the ICCID: nobody's sequence shows what is not theirs. cause_id: the
-- operation of ours that an enabled profile is the work of. First one that has succeeded: it happened between sending
-- and end (15 s before, a minute after, for clocks that differ), and the profile was not disabled in between. Else
-- one still open, if it happened after the call left (times come in whole seconds). announced: its event was
-- published with that operation. version: of the key, which notification-apply.sql holds it against.
with owner as (
  select coalesce(i.tenant, e.tenant) as tenant,
         case when e.tenant is null or i.tenant is null or e.tenant = i.tenant then coalesce(c.eid, c.iccid)
              else c.iccid end as order_key,
         case when e.tenant <> i.tenant then e.tenant end as euicc_tenant
  from (select cast(:#${variable.eid} as varchar) as eid, cast(:#${variable.iccid} as varchar) as iccid) c
  left join inventory i on i.iccid = c.iccid
  left join euicc e on e.eid = c.eid
  where coalesce(i.tenant, e.tenant) is not null and (e.peer is null or e.peer = :#${variable.peer})
    and (i.eid is null or c.eid is null or i.eid = c.eid)
), cause as (
  select o.id, o.state
  from operation o join call c on c.operation_id = o.id and c.purpose = 'order' and c.attempt = o.attempts
  where :#${variable.what} = 'enabled' and o.function = 'enableProfile' and o.peer = :#${variable.peer}
    and o.eid = cast(:#${variable.eid} as varchar) and o.iccid = cast(:#${variable.iccid} as varchar)
    and (o.state = 'SUCCEEDED'
         and c.started_at <= cast(:#${variable.happenedAt} as timestamp with time zone) + interval '15' second
         and o.finished_at >= cast(:#${variable.happenedAt} as timestamp with time zone) - interval '60' second
         and not exists (select from fact
                         where subject = cast(:#${variable.iccid} as varchar) and name = 'state'
                           and content <> 'Enabled'
                           and observed_at < cast(:#${variable.happenedAt} as timestamp with time zone))
         or o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
         and c.started_at <= cast(:#${variable.happenedAt} as timestamp with time zone) + interval '2' second)
  order by o.state = 'SUCCEEDED' desc, o.id desc limit 1
)
select owner.tenant, owner.order_key, owner.euicc_tenant, cause.id as cause_id, cause.state as cause_state,
       exists (select from event where operation_id = cause.id and type = 'rsp.profile.enabled'
                 and type not like 'rsp.operation.%') as announced,
       (select cast(xmin as varchar) from order_key where order_key = owner.order_key) as version
from owner left join cause on true
