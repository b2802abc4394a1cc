-- name: due
-- Our own broker's queues and topic that have something to get: events behind what was relayed to them, or
-- deliveries of what did not go at once. Out: subscription_id, behind, due.
select s.id as subscription_id, s.relayed_to < (select position from fan_out where id = 1) as behind,
       coalesce(next_at <= current_timestamp, false) as due
from subscription s
cross join lateral (
  select min(next_at) as next_at from delivery d where d.subscription_id = s.id and d.state = 'PENDING') first
where s.channel in ('queue', 'topic') and s.state = 'ENABLED'
  and (s.relayed_to < (select position from fan_out where id = 1) or next_at <= current_timestamp)
order by s.id

-- name: next
-- The next events for one subscription, in their order, are one instance's to relay: nobody else's until
-- the lease ends. Not if another moved on meanwhile: what it left as deliveries would not be seen here. In:
-- subscriptionId, batch, lease (s). Out: a row for each event it wants, as relay.claim has them, or one
-- without; and in each, passed and upto, the positions between which these are; examined, how many events
-- that was; queued, whether deliveries to it wait, which they must not overtake; leased, the fence. No row
-- when there is nothing, or another instance is at it.
with mine as (
  update subscription
  set relaying_until = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  where id = :#${variable.subscriptionId} and state = 'ENABLED'
    and relayed_to < (select position from fan_out where id = 1)
    and relayed_to = (select seen.relayed_to from subscription seen where seen.id = :#${variable.subscriptionId})
    and (relaying_until is null or relaying_until <= current_timestamp)
  returning id, tenant, type_pattern, filter, channel, format, address, relayed_to, relaying_until
), batch as (
  select id, position, tenant, subject, type, at, sequence, data from event
  where position > (select relayed_to from mine) and position <= (select position from fan_out where id = 1)
  order by position limit cast(:#${variable.batch} as integer)
)
select mine.relayed_to as passed, cast(mine.relaying_until as varchar) as leased,
       coalesce((select max(position) from batch), (select position from fan_out where id = 1)) as upto,
       (select count(*) from batch) as examined,
       (select min(d.position) from delivery d
        where d.subscription_id = :#${variable.subscriptionId} and d.relayed
          and d.state in ('PENDING', 'SENDING')) is not null as queued,
       e.id || '.' || mine.id as id, e.id as event_id, e.tenant, e.subject as order_key, e.subject, 1 as attempts,
       cast(null as varchar) as replay, e.type, e.at, e.sequence, e.data, mine.channel, mine.format, mine.address
from mine left join batch e on (mine.tenant is null or e.tenant = mine.tenant) and e.type ~ mine.type_pattern
  and (mine.filter is null or rsp_wanted(mine.filter, e.data, e.tenant))
order by e.position

-- name: passed
-- The events up to there are on the broker, or not wanted. Not if the lease had ended and another went on.
-- In: subscriptionId, passed, upto, leased.
update subscription set relayed_to = cast(:#${variable.upto} as bigint), relaying_until = null
where id = :#${variable.subscriptionId} and relayed_to = cast(:#${variable.passed} as bigint)
  and relaying_until = cast(:#${variable.leased} as timestamp with time zone)

-- name: keep
-- The events up to there did not go, or must not overtake what waits: each becomes a delivery of its own,
-- with its attempts and, in the end, its dead letter. In: subscriptionId, passed, upto, leased.
with passed as (
  update subscription set relayed_to = cast(:#${variable.upto} as bigint), relaying_until = null
  where id = :#${variable.subscriptionId} and relayed_to = cast(:#${variable.passed} as bigint)
    and relaying_until = cast(:#${variable.leased} as timestamp with time zone)
  returning id, tenant, type_pattern, filter
)
insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at)
select e.id || '.' || passed.id, passed.id, e.id, e.tenant, e.subject, e.position, true, 'PENDING', 0, current_timestamp
from passed join event e on (passed.tenant is null or e.tenant = passed.tenant) and e.type ~ passed.type_pattern
  and (passed.filter is null or rsp_wanted(passed.filter, e.data, e.tenant))
where e.position > cast(:#${variable.passed} as bigint) and e.position <= cast(:#${variable.upto} as bigint)
on conflict do nothing

-- name: claim
-- What is due to one subscription, oldest first, becomes SENDING; nothing of a key that has something
-- earlier under way or waiting. One relay claims at a time: whoever moves row 2 of fan_out from where this
-- statement saw it; what another has just claimed would not be seen here. (fan_out has two rows: 1 holds the
-- fan-out's position, 2 only counts the relay's claims.) In: subscriptionId, batch, lease (s).
-- Out: the deliveries with their events.
with due as (
  select d.id, d.event_id, d.tenant, d.order_key, d.position, d.attempts + 1 as attempts, d.replay
  from delivery d
  where d.subscription_id = :#${variable.subscriptionId} and d.relayed
    and d.state = 'PENDING' and d.next_at <= current_timestamp
    -- limit 1 makes PostgreSQL look at one row for each that is taken; exists might read all that waits.
    and (select b.id from delivery b
         where b.subscription_id = d.subscription_id and b.order_key = d.order_key and b.position < d.position
           and b.state in ('PENDING', 'SENDING') and (b.state = 'SENDING' or b.next_at > current_timestamp)
         limit 1) is null
  order by d.position limit cast(:#${variable.batch} as integer)
), winner as (
  update fan_out set position = position + 1
  where id = 2 and exists (select from due) and position = (select last.position from fan_out last where last.id = 2)
  returning id
), claimed as (
  update delivery set state = 'SENDING', attempts = delivery.attempts + 1,
         next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  from due, winner
  where delivery.id = due.id and delivery.state = 'PENDING'
  returning delivery.id
)
select due.id, due.event_id, due.tenant, due.order_key, e.subject, due.attempts, due.replay, e.type, e.at, e.sequence,
       e.data, s.channel, s.format, s.address
from due join claimed on claimed.id = due.id join event e on e.id = due.event_id
join subscription s on s.id = :#${variable.subscriptionId}
order by due.position

-- name: end
-- The batch is on the broker: each delivery is DELIVERED, if this attempt still holds it, with its attempt,
-- and the dead letter of one that was replayed is closed. In: ids, fences (the attempts as claimed) and
-- details (empty: none), as lists; millis.
with sent as (
  select * from unnest(cast(:#${variable.ids} as varchar[]), cast(:#${variable.fences} as integer[]),
                       cast(:#${variable.details} as varchar[])) as one(id, attempts, detail)
), ended as (
  update delivery set state = 'DELIVERED', next_at = null
  from sent
  where delivery.id = sent.id and delivery.state = 'SENDING' and delivery.attempts = sent.attempts
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'delivery' and id in (select id from sent) and state in ('OPEN', 'REPLAYING')
)
insert into attempt (delivery_id, tenant, at, replay, outcome, millis, detail)
select d.id, d.tenant, current_timestamp, d.replay, 'delivered', cast(:#${variable.millis} as integer),
       nullif(sent.detail, '')
from sent join delivery d on d.id = sent.id
