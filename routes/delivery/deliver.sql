-- name: claim
-- The first unfinished delivery of this subscription under this key, if it is due (or next in order, see
-- deliver.queue-behind) and nobody has it: order per key under retry. Nothing for a subscription that has ended.
-- In: subscriptionId, key, lease (s). Out: the delivery with its event and how it is to be sent; attempts
-- is the fence.
with claimed as (
  update delivery
  set state = 'SENDING', attempts = attempts + 1,
      next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  where id = (select d.id from delivery d
              where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key}
                and d.state in ('PENDING', 'SENDING')
              order by d.position limit 1)
    and state = 'PENDING' and (next_at is null or next_at <= current_timestamp) and not relayed
    and exists (select 1 from subscription s where s.id = delivery.subscription_id and s.state = 'ENABLED')
  returning *)
select d.id, d.event_id, d.tenant, e.subject, d.attempts, d.replay, e.type, e.at, e.sequence, e.data,
       s.channel, s.format,
       coalesce(o.reply_to, s.address) as address, o.reply_context, s.secret,
       case when s.previous_until > current_timestamp then s.previous_secret end as previous_secret
from claimed d join event e on e.id = d.event_id join subscription s on s.id = d.subscription_id
left join operation o on o.id = e.operation_id and s.channel = 'reply'

-- name: queue-behind
-- Clears next_at of deliveries queued behind one that waits for its next attempt, so that the sweeper sees only
-- the first of each key, however long the queue. A limited number per run; the next nudge does the rest.
-- In: subscriptionId, key.
update delivery set next_at = null
where id in (select d.id from delivery d
             where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key}
               and d.state = 'PENDING' and d.next_at <= current_timestamp and not d.relayed
             order by d.position limit 5000)
  and state = 'PENDING' and next_at <= current_timestamp
  and (select case when d.state = 'PENDING' and d.next_at > current_timestamp then 1 else 0 end from delivery d
       where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key}
         and d.state in ('PENDING', 'SENDING')
       order by d.position limit 1) = 1

-- name: other
-- Another key of this subscription that has something due and that nobody works on: one of the oldest, not
-- the same for everybody who asks. In: subscriptionId. Out: the key; no row for none.
select order_key from (
  select d.order_key from delivery d
  where d.subscription_id = :#${variable.subscriptionId} and not d.relayed
    and d.state = 'PENDING' and d.next_at <= current_timestamp
  order by d.next_at limit cast(:#${properties:rsp.sweep.batch} as integer)) oldest
where exists (select 1 from subscription s where s.id = :#${variable.subscriptionId} and s.state = 'ENABLED')
  and not exists (select 1 from delivery d
                  where d.subscription_id = :#${variable.subscriptionId} and d.order_key = oldest.order_key
                    and d.state = 'SENDING')
order by random() limit 1
