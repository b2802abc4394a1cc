-- The next events for one subscription, in their order, are one instance's to relay: nobody else's until the lease ends.
-- Not if another moved on meanwhile: what it left as deliveries would not be seen here.
-- In: subscriptionId, batch, lease (s). Out: a row for each event it wants, as relay-claim.sql has them, or one without;
-- and in each, passed and upto, the positions between which these are; examined, how many events that was; queued, whether
-- deliveries to it wait, which they must not overtake; leased, the fence. No row when there is nothing, or another instance is at it.
with mine as (
  update subscription
  set relaying_until = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  where id = :#${variable.subscriptionId} and state = 'ENABLED'
    and relayed_to < (select position from fan_out where id = 1)
    and relayed_to = (select seen.relayed_to from subscription seen where seen.id = :#${variable.subscriptionId})
    and (relaying_until is null or relaying_until <= current_timestamp)
  returning id, tenant, type_pattern, channel, format, address, relayed_to, relaying_until
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
order by e.position
