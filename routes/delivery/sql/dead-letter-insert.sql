insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select d.id, 'delivery', d.tenant, e.subject, e.type, :#${variable.detail}, 'OPEN', current_timestamp
from delivery d join event e on e.id = d.event_id where d.id = :#${variable.deliveryId}
on conflict do nothing
