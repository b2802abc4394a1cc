select l.id, l.kind, l.tenant, l.subject, l.type, l.reason, l.state, l.created_at, l.closed_at, d.subscription_id,
       e.id as event_id, e.at, e.sequence, e.data, coalesce(i.raw, c.raw) as raw
from dead_letter l
left join delivery d on l.kind = 'delivery' and d.id = l.id
left join event e on e.id = d.event_id
left join inbox i on l.kind = 'callback' and i.id = l.id
left join command c on l.kind = 'command' and c.id = l.id
where l.id = :#${variable.id} and (cast(:#${variable.scope} as varchar) is null or l.tenant = :#${variable.scope})
