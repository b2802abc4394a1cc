-- What the profiles ordered have told since: the first of each kind.
select cast(o.job_line as integer) as line, e.type, min(e.id) as id, min(e.at) as at
from operation o join event e on e.tenant = o.tenant and e.subject = o.iccid and e.at >= o.created_at
where o.job_id = :#${variable.serviceOrderId} and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope}) and e.type like 'rsp.profile.%'
group by o.job_line, e.type
order by 4
