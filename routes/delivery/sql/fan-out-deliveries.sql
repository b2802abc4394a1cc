-- Who gets the new events, and what waits for what: the events of a subject, of results only those for the same address. reply: the end of a call that named where its result goes. es4 and es2plus say what a card or a SM-DP+ told of a
-- profile; a tenant is not notified of its own enabling, whose result it gets (spec/es4.md 2.2).
insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
select e.id || '.' || s.id, s.id, e.id, e.tenant, case when s.channel = 'reply' then e.subject || ' ' || o.reply_to else e.subject end, e.position, s.channel in ('queue', 'topic'), 'PENDING', 0,
       current_timestamp + cast(:#${variable.firstWait} as numeric(12,3)) * interval '1' second
from event e join subscription s on (s.tenant is null or s.tenant = e.tenant) and s.state = 'ENABLED' and e.type ~ s.type_pattern
left join operation o on o.id = e.operation_id and s.channel = 'reply'
where e.position > cast(:#${variable.base} as bigint)
  and (s.channel <> 'reply' or o.reply_to is not null)
  and (s.channel <> 'es2plus' or e.data like '%"notificationPointId":%')
  and (s.channel <> 'es4' or e.data like '%"eid":%' and e.data not like '%"notificationPointId":%'
       and not (e.type in ('rsp.profile.enabled', 'rsp.profile.fallback-set') and e.data like '%"selfCaused":true%'))
