-- waiting: how much it still has to get; attempts: how often the one tried most was tried in vain.
select id, tenant, channel, address, types, format, state, reason, created_at,
       (select count(*) from delivery d where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING'))
       + (select count(*) from event e where channel in ('queue', 'topic') and e.position > relayed_to
          and (subscription.tenant is null or e.tenant = subscription.tenant) and e.type ~ type_pattern) as waiting,
       (select max(d.attempts) from delivery d where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING')) as attempts
from subscription
where id = :#${variable.subscriptionId} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
