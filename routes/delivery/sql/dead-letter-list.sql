select l.id, l.kind, l.tenant, l.subject, l.type, l.reason, l.state, l.created_at, l.closed_at, d.subscription_id
from dead_letter l left join delivery d on l.kind = 'delivery' and d.id = l.id
where (cast(:#${variable.scope} as varchar) is null or l.tenant = :#${variable.scope})
  and l.state = coalesce(cast(:#${variable.state} as varchar), 'OPEN')
  and (cast(:#${variable.kind} as varchar) is null or l.kind = :#${variable.kind})
  and (cast(:#${variable.cursor} as varchar) is null or l.id < :#${variable.cursor})
order by l.id desc limit cast(:#${variable.limit} as integer)
