-- The events up to there did not go, or must not overtake what waits: each becomes a delivery of its own, with its attempts
-- and, in the end, its dead letter. In: subscriptionId, passed, upto, leased.
with passed as (
  update subscription set relayed_to = cast(:#${variable.upto} as bigint), relaying_until = null
  where id = :#${variable.subscriptionId} and relayed_to = cast(:#${variable.passed} as bigint)
    and relaying_until = cast(:#${variable.leased} as timestamp with time zone)
  returning id, tenant, type_pattern
)
insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
select e.id || '.' || passed.id, passed.id, e.id, e.tenant, e.subject, e.position, true, 'PENDING', 0, current_timestamp
from passed join event e on (passed.tenant is null or e.tenant = passed.tenant) and e.type ~ passed.type_pattern
where e.position > cast(:#${variable.passed} as bigint) and e.position <= cast(:#${variable.upto} as bigint)
on conflict do nothing
