-- What a disabled or deleted subscription still had to get: kept as dead letters, nothing is dropped.
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select d.id, 'delivery', d.tenant, e.subject, e.type, :#${variable.strandReason}, 'OPEN', current_timestamp
from delivery d join event e on e.id = d.event_id where d.subscription_id = :#${variable.subscriptionId} and d.state in ('PENDING', 'SENDING')
on conflict do nothing
