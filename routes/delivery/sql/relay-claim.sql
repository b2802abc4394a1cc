-- What is due to one subscription, oldest first, becomes SENDING; nothing of a key that has something earlier under way
-- or waiting. One relay claims at a time: whoever moves row 2 of fan_out from where this statement saw it; what another
-- has just claimed would not be seen here. In: subscriptionId, batch, lease (s). Out: the deliveries with their events.
with due as (
  select d.id, d.event_id, d.tenant, d.order_key, d.position, d.attempts + 1 as attempts, d.replay
  from delivery d
  where d.subscription_id = :#${variable.subscriptionId} and d.relayed
    and d.state = 'PENDING' and d.next_at <= current_timestamp
    -- With a limit, it is looked up for each that is taken; as exists, all that waits might be read for it.
    and (select b.id from delivery b
         where b.subscription_id = d.subscription_id and b.order_key = d.order_key and b.position < d.position
           and b.state in ('PENDING', 'SENDING') and (b.state = 'SENDING' or b.next_at > current_timestamp)
         limit 1) is null
  order by d.position limit cast(:#${variable.batch} as integer)
), turn as (
  update fan_out set position = position + 1
  where id = 2 and exists (select from due) and position = (select last.position from fan_out last where last.id = 2)
  returning id
), claimed as (
  update delivery set state = 'SENDING', attempts = delivery.attempts + 1,
         next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  from due, turn
  where delivery.id = due.id and delivery.state = 'PENDING'
  returning delivery.id
)
select due.id, due.event_id, due.tenant, due.order_key, e.subject, due.attempts, due.replay, e.type, e.at, e.sequence,
       e.data, s.channel, s.format, s.address
from due join claimed on claimed.id = due.id join event e on e.id = due.event_id
join subscription s on s.id = :#${variable.subscriptionId}
order by due.position
