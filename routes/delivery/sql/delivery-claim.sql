-- The first unfinished delivery of this subscription under this key, if it is due (or has its turn: delivery-turns.sql) and
-- nobody has it: order per key under retry. Nothing for a subscription that has ended.
with claimed as (
  update delivery
  set state = 'SENDING', attempts = attempts + 1, next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  where id = (select d.id from delivery d
              where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
              order by d.position limit 1)
    and state = 'PENDING' and (next_at is null or next_at <= current_timestamp) and not relayed
    and exists (select 1 from subscription s where s.id = delivery.subscription_id and s.state = 'ENABLED')
  returning *)
select d.id, d.event_id, d.tenant, e.subject, d.attempts, d.replay, e.type, e.at, e.sequence, e.data, s.channel, s.format, coalesce(o.reply_to, s.address) as address, o.reply_context, s.secret,
       case when s.previous_until > current_timestamp then s.previous_secret end as previous_secret
from claimed d join event e on e.id = d.event_id join subscription s on s.id = d.subscription_id
left join operation o on o.id = e.operation_id and s.channel = 'reply'
