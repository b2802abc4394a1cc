-- name: look
-- What is overdue. Out: lag, seconds that the oldest due delivery, or event that readers do not see or our
-- own broker has not got, has waited (negative: none is due yet; 0: there are none); due, whether one is;
-- next_due, seconds until the next; lease_due, whether a lease has ended; ended, whether a disabled or
-- deleted subscription still has deliveries; unannounced, whether a dead letter has not been announced yet.
-- (waiting walks the index from one subscription to the next.)
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d
          where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id order by d.subscription_id limit 1)
  from waiting where waiting.id is not null
), oldest as materialized (
  select (select min((select min(d.next_at) from delivery d
                      where d.subscription_id = waiting.id and d.state = 'PENDING'))
          from waiting) as pending,
         (select min(next_at) from delivery where state = 'SENDING') as lease,
         (select e.at from event e
          where e.position > (select least((select position from fan_out where id = 1), min(relayed_to))
                              from subscription where channel in ('queue', 'topic') and state = 'ENABLED')
          order by e.position limit 1) as behind
)
select coalesce(extract(epoch from current_timestamp - least(pending, behind)), 0) as lag,
       pending <= current_timestamp as due,
       extract(epoch from least(pending, lease) - current_timestamp) as next_due,
       lease <= current_timestamp as lease_due,
       exists (select from waiting where id is not null
               and not exists (select from subscription s where s.id = waiting.id and s.state = 'ENABLED')) as ended,
       exists (select from dead_letter where state = 'OPEN' and announced_at is null) as unannounced
from oldest

-- name: lease
-- An attempt whose instance died is pending again; the receiver knows a repeat by its webhook-id.
update delivery set state = 'PENDING', next_at = current_timestamp
where state = 'SENDING' and next_at <= current_timestamp

-- name: due
-- Keys that have something due: waits that ended, and nudges that JMS lost. Of each subscription so many,
-- so that the backlog of one does not hide what is due to the others; from one subscription to the next by
-- the index, at the price of those that have something. Out: due, subscription|key.
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d
          where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id
          order by d.subscription_id limit 1)
  from waiting where waiting.id is not null)
select distinct due.subscription_id || '|' || due.order_key as due
from waiting
join subscription s on s.id = waiting.id and s.state = 'ENABLED' and s.channel not in ('queue', 'topic')
cross join lateral (
  select d.subscription_id, d.order_key from delivery d
  where d.subscription_id = waiting.id and d.state = 'PENDING' and d.next_at <= current_timestamp
  order by d.next_at limit cast(:#${properties:rsp.sweep.batch} as integer)) due

-- name: stalled
-- Gives a due time to the first delivery of a key that has none, as the instance that should have given it one
-- died. That is rare, so this runs rarely. It goes from one key to the next by the index.
with recursive first as (
  (select id, subscription_id, order_key, state, next_at, relayed from delivery
   where state in ('PENDING', 'SENDING') order by subscription_id, order_key, position limit 1)
  union all
  select later.* from first cross join lateral (
    select d.id, d.subscription_id, d.order_key, d.state, d.next_at, d.relayed from delivery d
    where d.state in ('PENDING', 'SENDING')
      and (d.subscription_id, d.order_key) > (first.subscription_id, first.order_key)
    order by d.subscription_id, d.order_key, d.position limit 1) later)
update delivery set next_at = current_timestamp
where state = 'PENDING' and next_at is null
  and id in (select id from first where state = 'PENDING' and next_at is null and not relayed)

-- name: ended
-- What a subscription that is disabled or deleted still had to get is kept as dead letters: nothing is
-- dropped, whoever was at it when it ended. What is under way ends first. A replay that comes to nothing is
-- open again. So many of each subscription at a time, from one to the next by the index, as in sweep.due.
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d
          where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id
          order by d.subscription_id limit 1)
  from waiting where waiting.id is not null),
stranded as (
  update delivery set state = 'DEAD', next_at = null
  where id = any (array(
    select due.id from waiting left join subscription s on s.id = waiting.id cross join lateral (
      select d.id from delivery d where d.subscription_id = waiting.id and d.state = 'PENDING'
      order by d.order_key, d.position limit 5000 for update skip locked) due
    where s.state is distinct from 'ENABLED'))
  returning id, event_id, tenant, subscription_id)
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select d.id, 'delivery', d.tenant, e.subject, e.type,
       case when s.id is null then 'the subscription was deleted before this was delivered'
            else 'the subscription was disabled: its receiver answered 410' end,
       'OPEN', current_timestamp
from stranded d join event e on e.id = d.event_id left join subscription s on s.id = d.subscription_id
on conflict (id) do update set state = 'OPEN', reason = excluded.reason, announced_at = null
  where dead_letter.state = 'REPLAYING'

-- name: dead-letters-open
-- For the gauge. Out: open, how many.
select count(*) as open from dead_letter where state = 'OPEN'

-- name: announce-next
-- Dead letters that were not announced to staff yet, oldest first. Out: so many rows.
select l.id, l.kind, l.tenant, l.subject, l.type, l.reason, l.state, l.created_at, l.closed_at, l.replayed_at,
       d.subscription_id
from dead_letter l left join delivery d on l.kind = 'delivery' and d.id = l.id
where l.state = 'OPEN' and l.announced_at is null
order by l.created_at limit cast(:#${properties:rsp.sweep.batch} as integer)

-- name: announced
-- In: deadLetterId.
update dead_letter set announced_at = current_timestamp where id = :#${variable.deadLetterId}

-- name: purge-dead-letters
-- With what each held; what another instance is at is left to it. In: age (s).
with old as (
  select id from dead_letter
  where state in ('CLOSED', 'DISCARDED')
    and closed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by closed_at, id limit 20000 for update skip locked
),
attempts as (delete from attempt where delivery_id in (select id from old)),
deliveries as (delete from delivery where state = 'DEAD' and id in (select id from old)),
commands as (delete from command where state = 'DEAD' and id in (select id from old)),
callbacks as (delete from inbox where state = 'DEAD' and id in (select id from old))
delete from dead_letter where id in (select id from old)

-- name: young
-- The position of the first event that is not old. Positions are taken nearly in the order of time, so it is
-- found by halves: to read all that is old takes too long when a retention is made shorter. In: age (s).
with recursive search (low, high) as (
  select min(position), max(position) + 1 from event
  union all
  select case when tried.old then tried.position + 1 else search.low end,
         case when tried.old then search.high else search.low + (search.high - search.low) / 2 end
  from search cross join lateral (
    select position, at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second as old
    from event where position >= search.low + (search.high - search.low) / 2 order by position limit 1) tried
  where search.low < search.high
)
select coalesce(max(low), 0) as young from search

-- name: purge-deliveries
-- With their attempts, of the events that sweep.purge-events means; what another instance is at is left to
-- it. In: as purge-events.
with old as (
  select d.id from event e join delivery d on d.event_id = e.id
  where e.position < :#${variable.young} and d.state = 'DELIVERED'
    and e.at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by e.position, d.id limit 50000 for update of d skip locked
), attempts as (
  delete from attempt where delivery_id in (select id from old)
)
delete from delivery where id in (select id from old)

-- name: purge-events
-- Those that are everywhere they were to go. In: age (s); young, from which position on nothing is looked at.
delete from event where id in (
  select e.id from event e
  where e.position < :#${variable.young}
    and e.at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
    and e.position <= (select min(relayed_to) from subscription
                       where channel in ('queue', 'topic') and state = 'ENABLED')
    and not exists (select from delivery d where d.event_id = e.id)
  order by e.position limit 50000)
