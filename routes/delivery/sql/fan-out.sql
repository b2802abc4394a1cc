-- New events get their positions, without gap or overtaking, and every subscriber its deliveries; our own broker's queues and topic
-- are relayed to by position (relay-next.sql). One instance at a time:
-- whoever moves the last position (row 1 of fan_out) from where this statement saw it; another finds nothing and comes
-- again. serial keeps the order within a key; between keys any order is right. In: batch, events at most; firstWait (s), until a
-- delivery is due. Out: how many events were placed, the last position before them, and how many deliveries
-- there are to make; no row when there is nothing to place.
with fresh as (
  select id, row_number() over (order by serial) as n
  from event where position is null
  order by serial limit cast(:#${variable.batch} as integer)
), advanced as (
  update fan_out set position = position + (select count(*) from fresh)
  where id = 1 and exists (select from fresh) and position = (select last.position from fan_out last where last.id = 1)
  returning position - (select count(*) from fresh) as base
), placed as (
  update event set position = advanced.base + fresh.n
  from fresh, advanced
  where event.id = fresh.id
  returning event.id, event.tenant, event.subject, event.type, event.operation_id, event.data, event.position
), replies as (
  -- Where the end of a call goes that named an address for its result.
  select placed.id as event_id, o.reply_to from placed join operation o on o.id = placed.operation_id
  where o.reply_to is not null
), repliers as (
  -- A tenant whose calls are answered by callback has a subscription for that, made with its first result.
  insert into subscription (id, tenant, channel, address, types, type_pattern, state, created_at)
  select distinct 'reply.' || placed.tenant, placed.tenant, 'reply', '', '["rsp.operation.*"]',
         '^rsp[.]operation[.](succeeded|failed|expired|refused)$', 'ENABLED', current_timestamp
  from placed join replies on replies.event_id = placed.id
  where not exists (select from subscription s where s.id = 'reply.' || placed.tenant)
  on conflict do nothing
  returning id, tenant, channel, type_pattern
), subscriber as (
  select id, tenant, channel, type_pattern from subscription where state = 'ENABLED'
  union all
  select id, tenant, channel, type_pattern from repliers
), delivered as (
  -- Who gets the new events, and what waits for what: the events of a subject, of results only those for the same
  -- address. es4 and es2plus say what a card or a SM-DP+ told of a profile; a tenant is not notified of its own
  -- enabling, whose result it gets (spec/es4.md 2.2).
  insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
  select e.id || '.' || s.id, s.id, e.id, e.tenant,
         case when s.channel = 'reply' then e.subject || ' ' || replies.reply_to else e.subject end, e.position,
         false, 'PENDING', 0,
         current_timestamp + cast(:#${variable.firstWait} as numeric(12,3)) * interval '1' second
  from placed e
  join subscriber s on (s.tenant is null or s.tenant = e.tenant) and e.type ~ s.type_pattern
  left join replies on replies.event_id = e.id and s.channel = 'reply'
  where s.channel not in ('queue', 'topic') and (s.channel <> 'reply' or replies.reply_to is not null)
    and (s.channel <> 'es2plus' or e.data like '%"notificationPointId":%')
    and (s.channel <> 'es4' or e.data like '%"eid":%' and e.data not like '%"notificationPointId":%'
         and not (e.type in ('rsp.profile.enabled', 'rsp.profile.fallback-set') and e.data like '%"selfCaused":true%'))
  returning id
)
select (select count(*) from placed) as placed, base, (select count(*) from delivered) as deliveries
from advanced
