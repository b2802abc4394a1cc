-- What a queue has not got yet become deliveries, which sweep-ended.sql keeps as dead letters.
with rest as (
  insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
  select e.id || '.' || s.id, s.id, e.id, e.tenant, e.subject, e.position, true, 'PENDING', 0, current_timestamp
  from subscription s join event e
    on e.position > s.relayed_to and e.position <= (select position from fan_out where id = 1)
    and (s.tenant is null or e.tenant = s.tenant) and e.type ~ s.type_pattern
  where s.id = :#${variable.subscriptionId} and s.channel = 'queue'
    and (cast(:#${variable.scope} as varchar) is null or s.tenant = :#${variable.scope})
  on conflict do nothing
)
delete from subscription
where id = :#${variable.subscriptionId} and channel not in ('topic', 'reply') and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
