-- name: spread
-- Makes up to `batch` more events visible to readers, stopping before the first that is not committed, and creates
-- their deliveries; our own broker's queues and topic are relayed to by position (relay.next). One instance at a
-- time: whoever moves the last position (row 1 of fan_out) from where this statement saw it; another finds
-- nothing and comes again. A gap among the positions is an event that is about to be committed, or one that
-- never comes: its transaction was rolled back, or the server crashed. To tell which, the first instance that
-- sees the gap notes its own transaction id. Once all transactions with lower ids have ended, the missing event
-- will never come: every transaction has its id before it takes a position. If the noted id lies ahead of this
-- server's, the database was restored elsewhere; the note is ignored.
-- In: batch, events at most; firstWait (s), until a delivery is due. Out: how many events were
-- placed; base and upto, the positions between which they are; how many deliveries there are to make; waited,
-- for how many seconds the first event behind a gap has been there, if there is one. No row when
-- there is nothing to place, and nothing waits.
with last as (
  select position, noted,
         case when noted_before <= pg_snapshot_xmin(pg_current_snapshot()) then greatest(noted, position)
              else position end as settled,
         noted > position and noted_before > pg_snapshot_xmin(pg_current_snapshot())
              and noted_before < pg_snapshot_xmax(pg_current_snapshot()) as settling
  from fan_out where id = 1
), fresh as (
  select id, tenant, subject, type, operation_id, data, at, position
  from event where position > (select position from last)
  order by position limit cast(:#${variable.batch} as integer)
), reach as (
  select max(position) filter (where reached) as upto, min(at) filter (where not reached) as waiting_since
  from (select fresh.position, at,
               fresh.position <= settled or fresh.position - settled
                 = count(*) filter (where fresh.position > settled) over (order by fresh.position) as reached
        from fresh, last) one
), advanced as (
  update fan_out
  set position = coalesce(upto, fan_out.position),
      noted = case when waiting_since is null or settling then fan_out.noted else (select max(position) from event) end,
      noted_before = case when waiting_since is null or settling then noted_before else pg_current_xact_id() end
  from last, reach
  where fan_out.id = 1 and fan_out.position = last.position
    and (upto is not null or waiting_since is not null and not settling)
  returning last.position as base, fan_out.position as upto
), placed as (
  select fresh.* from fresh, advanced where fresh.position <= advanced.upto
), replies as (
  -- Where the end of a call goes that named an address for its result.
  select placed.id as event_id, placed.tenant, ended.reply_to
  from placed cross join lateral (select reply_to from operation where id = placed.operation_id limit 1) ended
  where ended.reply_to is not null
), repliers as (
  -- A tenant whose calls are answered by callback has a subscription for that, made with its first result.
  insert into subscription (id, tenant, channel, address, types, type_pattern, state, created_at)
  select distinct 'reply.' || tenant, tenant, 'reply', '', '["rsp.operation.*"]',
         '^rsp[.]operation[.](succeeded|failed|expired|refused)$', 'ENABLED', current_timestamp
  from replies
  where not exists (select from subscription s where s.id = 'reply.' || replies.tenant)
  on conflict do nothing
  returning id, tenant, channel, type_pattern, filter
), subscriber as (
  select id, tenant, channel, type_pattern, filter from subscription where state = 'ENABLED'
  union all
  select id, tenant, channel, type_pattern, filter from repliers
), delivered as (
  -- Who gets the new events, and what waits for what: the events of a subject, of results only those for
  -- the same address; a template may choose fewer (rsp_notified). es4, es2 and es2plus say what a card or a SM-DP+ reported of a profile; a tenant is not
  -- notified in ES4 or ES2 of its own doing, whose result it gets (docs/spec/es4.md 2.2).
  insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
  select e.id || '.' || s.id, s.id, e.id, e.tenant,
         case when s.channel = 'reply' then e.subject || ' ' || replies.reply_to else e.subject end, e.position,
         false, 'PENDING', 0,
         current_timestamp + cast(:#${variable.firstWait} as numeric(12,3)) * interval '1' second
  from placed e
  join subscriber s on (s.tenant is null or s.tenant = e.tenant) and e.type ~ s.type_pattern
    and (s.filter is null or rsp_wanted(s.filter, e.data, e.tenant))
    and (s.tenant is null or s.channel = 'reply'
         or not (select exists (select from template where content like '%"notifications":%'))
         or rsp_notified(e.type, e.data, e.tenant))
  left join replies on replies.event_id = e.id and s.channel = 'reply'
  where s.channel not in ('queue', 'topic') and (s.channel <> 'reply' or replies.reply_to is not null)
    and (s.channel <> 'es2plus' or e.data like '%"notificationPointId":%')
    and (s.channel not in ('es4', 'es2') or e.data like '%"eid":%' and e.data not like '%"notificationPointId":%'
         and e.data not like '%"selfCaused":true%')
  returning id
)
select (select count(*) from placed) as placed, last.position as base, coalesce(advanced.upto, last.position) as upto,
       (select count(*) from delivered) as deliveries, extract(epoch from current_timestamp - waiting_since) as waited
from last cross join reach left join advanced on true
where advanced.upto is not null or waiting_since is not null

-- name: queue-behind
-- The new ones behind one that waits are next in order, as in deliver.queue-behind, without a nudge for each.
-- After the commit, so that whoever ends an attempt from now on sees them. In: base and upto, of
-- fan-out.spread.
update delivery set next_at = null
where event_id in (
    select id from event
    where position > cast(:#${variable.base} as bigint) and position <= cast(:#${variable.upto} as bigint))
  and state = 'PENDING' and attempts = 0 and not relayed
  and (select case when d.state = 'PENDING' and d.next_at > current_timestamp and d.position < delivery.position
                   then 1 else 0 end
       from delivery d
       where d.subscription_id = delivery.subscription_id and d.order_key = delivery.order_key
         and d.state in ('PENDING', 'SENDING')
       order by d.position limit 1) = 1

-- name: due
-- The keys that got something, but for those whose first waits, and the relay's, which looks for itself.
-- In: base and upto, of fan-out.spread. Out: due, subscription|key.
select distinct d.subscription_id || '|' || d.order_key as due from event e join delivery d on d.event_id = e.id
where e.position > cast(:#${variable.base} as bigint) and e.position <= cast(:#${variable.upto} as bigint)
  and d.state = 'PENDING' and d.next_at is not null and not d.relayed
