-- waiting: how much it still has to get; attempts: how often the one tried most was tried in vain.
select id, tenant, channel, address, types, format, state, reason, created_at,
       (select count(*) from delivery d where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING')) as waiting,
       (select max(d.attempts) from delivery d where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING')) as attempts
from subscription
where id = :#${variable.subscriptionId} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
