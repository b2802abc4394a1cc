insert into delivery (id, subscription_id, event_id, tenant, order_key, position, state, attempts, next_at)
select e.id || '.' || s.id, s.id, e.id, e.tenant, e.subject, e.position, 'PENDING', 0,
       current_timestamp + cast(:#${variable.firstWait} as numeric(12,3)) * interval '1' second
from event e join subscription s on (s.tenant is null or s.tenant = e.tenant) and s.state = 'ENABLED' and e.type ~ s.type_pattern
where e.position > cast(:#${variable.base} as bigint)
