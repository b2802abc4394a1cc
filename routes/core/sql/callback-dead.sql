insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select id, 'callback', tenant, coalesce(order_key, iccid), kind, :#${variable.reason}, 'OPEN', current_timestamp
from inbox where id = :#${variable.inboxId} and state = 'DEAD'
on conflict do nothing
