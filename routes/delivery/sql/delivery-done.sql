-- Delivered, as nearly always: the row, if this attempt still holds it, its attempt, and the next of the key, which is
-- claimed at once if it is due (or has its turn: delivery-turns.sql). In: deliveryId, attempts (the fence),
-- subscriptionId, key, lease (s), httpStatus, millis, detail. Out: the next delivery, as delivery-claim.sql has it; no row
-- when there is none, or when this attempt had lost the row.
with ended as (
  update delivery set state = 'DELIVERED', next_at = null
  where id = :#${variable.deliveryId} and state = 'SENDING' and attempts = cast(:#${variable.attempts} as integer)
    and replay is null
  returning id, tenant
), recorded as (
  insert into attempt (delivery_id, tenant, at, outcome, http_status, millis, detail)
  select id, tenant, current_timestamp, 'delivered', cast(:#${variable.httpStatus} as integer),
         cast(:#${variable.millis} as integer), cast(:#${variable.detail} as varchar)
  from ended
), claimed as (
  update delivery
  set state = 'SENDING', attempts = attempts + 1,
      next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
  where exists (select from ended)
    and id = (select d.id from delivery d
              where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key}
                and d.state in ('PENDING', 'SENDING') and d.id <> :#${variable.deliveryId}
              order by d.position limit 1)
    and state = 'PENDING' and (next_at is null or next_at <= current_timestamp) and not relayed
    and exists (select from subscription s where s.id = delivery.subscription_id and s.state = 'ENABLED')
  returning *
)
select d.id, d.event_id, d.tenant, e.subject, d.attempts, d.replay, e.type, e.at, e.sequence, e.data, s.channel, s.format,
       coalesce(o.reply_to, s.address) as address, o.reply_context, s.secret,
       case when s.previous_until > current_timestamp then s.previous_secret end as previous_secret
from claimed d join event e on e.id = d.event_id join subscription s on s.id = d.subscription_id
left join operation o on o.id = e.operation_id and s.channel = 'reply'
