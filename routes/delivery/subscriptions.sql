-- name: insert
-- A new subscription gets what the fan-out places from now on. No row when the tenant has as many as it
-- may. In: subscriptionId, owner (null: events of every tenant), channel, address, types, typePattern, filter
-- (null: none), format, keptSecret.
insert into subscription (id, tenant, channel, address, types, type_pattern, filter, format, secret, state,
                          created_at, relayed_to)
select :#${variable.subscriptionId}, cast(:#${variable.owner} as varchar), :#${variable.channel}, :#${variable.address},
       :#${variable.types}, :#${variable.typePattern}, cast(:#${variable.filter} as varchar),
       cast(:#${variable.format} as varchar), cast(:#${variable.keptSecret} as varchar), 'ENABLED', current_timestamp,
       (select position from fan_out where id = 1)
where (select count(*) from subscription
       where coalesce(tenant, '') = coalesce(cast(:#${variable.owner} as varchar), ''))
      < cast(:#${properties:rsp.delivery.max-subscriptions} as integer)

-- name: find
-- One subscription. In: subscriptionId, scope. Out: its row; waiting, how much it still has to get;
-- attempts, how often the delivery tried most was tried in vain.
select id, tenant, channel, address, types, filter, format, state, reason, created_at,
       (select count(*) from delivery d
        where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING'))
       + (select count(*) from event e where channel in ('queue', 'topic') and e.position > relayed_to
          and (subscription.tenant is null or e.tenant = subscription.tenant) and e.type ~ type_pattern
          and (filter is null or rsp_wanted(filter, e.data, e.tenant))) as waiting,
       (select max(d.attempts) from delivery d
        where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING')) as attempts
from subscription
where id = :#${variable.subscriptionId}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: list
-- In: scope. Out: a row for each that the caller may see.
select id, tenant, channel, address, types, filter, format, state, reason, created_at from subscription
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope}) order by id

-- name: delete
-- What a queue has not got yet becomes deliveries, which sweep.ended keeps as dead letters. In:
-- subscriptionId, scope.
with rest as (
  insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
  select e.id || '.' || s.id, s.id, e.id, e.tenant, e.subject, e.position, true, 'PENDING', 0, current_timestamp
  from subscription s join event e
    on e.position > s.relayed_to and e.position <= (select position from fan_out where id = 1)
    and (s.tenant is null or e.tenant = s.tenant) and e.type ~ s.type_pattern
    and (s.filter is null or rsp_wanted(s.filter, e.data, e.tenant))
  where s.id = :#${variable.subscriptionId} and s.channel = 'queue'
    and (cast(:#${variable.scope} as varchar) is null or s.tenant = :#${variable.scope})
  on conflict do nothing
)
delete from subscription
where id = :#${variable.subscriptionId} and channel not in ('topic', 'reply')
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: rotate
-- A new secret; the old one signs beside it for so long. In: subscriptionId, scope, keptSecret, overlap
-- (s).
update subscription
set previous_secret = secret,
    previous_until = current_timestamp + cast(:#${variable.overlap} as integer) * interval '1' second,
    secret = :#${variable.keptSecret}
where id = :#${variable.subscriptionId} and channel = 'webhook'
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: enable
-- Not before what it still had to get is kept as dead letters (sweep.ended): what came later would overtake
-- it. In: subscriptionId, scope.
update subscription set state = 'ENABLED', reason = null
where id = :#${variable.subscriptionId}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (state = 'ENABLED'
       or not exists (select 1 from delivery d
                      where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING')))

-- name: retry
-- What failed before is due now, first attempts included; what is behind it comes next. In: subscriptionId.
update delivery set next_at = current_timestamp
where subscription_id = :#${variable.subscriptionId} and state = 'PENDING' and next_at > current_timestamp
