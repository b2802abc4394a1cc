-- What is due to one subscription, oldest first; nothing of a key that has something earlier under way or waiting.
select d.id, d.event_id, d.tenant, d.order_key, e.subject, d.attempts + 1 as attempts, cast(:#${variable.lease} as integer) as lease, d.replay, e.type, e.at, e.sequence, e.data, s.channel, s.format, s.address
from delivery d join event e on e.id = d.event_id join subscription s on s.id = d.subscription_id
where d.subscription_id = :#${variable.subscriptionId} and d.state = 'PENDING' and d.next_at <= current_timestamp
  and not exists (select 1 from delivery b where b.subscription_id = d.subscription_id and b.order_key = d.order_key and b.position < d.position
                  and (b.state = 'SENDING' or b.state = 'PENDING' and b.next_at > current_timestamp))
order by d.position limit cast(:#${properties:rsp.delivery.relay-batch} as integer)
