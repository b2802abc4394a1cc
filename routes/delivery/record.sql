-- name: done
-- Delivered, as nearly always: the row, if this attempt still holds it, its attempt, and the next of the
-- key, which is claimed at once if it is due (or next in order, see deliver.queue-behind). In: deliveryId,
-- attempts (the fence), subscriptionId, key, lease (s), httpStatus, millis, detail. Out: the next delivery, as
-- deliver.claim has it; no row when there is none, or when this attempt had lost the row.
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
select d.id, d.event_id, d.tenant, e.subject, d.attempts, d.replay, e.type, e.at, e.sequence, e.data,
       s.channel, s.format,
       coalesce(o.reply_to, s.address) as address, o.reply_context, s.secret,
       case when s.previous_until > current_timestamp then s.previous_secret end as previous_secret
from claimed d join event e on e.id = d.event_id join subscription s on s.id = d.subscription_id
left join operation o on o.id = e.operation_id and s.channel = 'reply'

-- name: end
-- The end of an attempt that did not deliver the first time; counts only if this attempt still holds the
-- row. In: deliveryId, attempts and replay (the fence), subscriptionId, key, to, outcome, nextIn (s; null:
-- at no time). Out: the number of rows that the first of the two updates changed.
update delivery
set state = :#${variable.to}, attempts = attempts - case when :#${variable.outcome} = 'postponed' then 1 else 0 end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.deliveryId} and state = 'SENDING' and attempts = cast(:#${variable.attempts} as integer)
  and replay is not distinct from cast(:#${variable.replay} as varchar);
-- A dead letter holds up nobody: the next of the key is due.
update delivery set next_at = current_timestamp
where id = (select d.id from delivery d
            where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key}
              and d.state in ('PENDING', 'SENDING')
            order by d.position limit 1)
  and state = 'PENDING' and next_at is null and not relayed

-- name: attempt
-- In: deliveryId, replay, outcome, httpStatus, millis, detail.
insert into attempt (delivery_id, tenant, at, replay, outcome, http_status, millis, detail)
select id, tenant, current_timestamp, cast(:#${variable.replay} as varchar), :#${variable.outcome},
       cast(:#${variable.httpStatus} as integer), cast(:#${variable.millis} as integer),
       cast(:#${variable.detail} as varchar)
from delivery where id = :#${variable.deliveryId}

-- name: dead-letter-close
-- A replay was delivered. In: deliveryId.
update dead_letter set state = 'CLOSED', closed_at = current_timestamp
where kind = 'delivery' and id = :#${variable.deliveryId} and state in ('OPEN', 'REPLAYING')

-- name: dead-letter-insert
-- What cannot be delivered is kept. In: deliveryId, detail, the reason.
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select d.id, 'delivery', d.tenant, e.subject, e.type, :#${variable.detail}, 'OPEN', current_timestamp
from delivery d join event e on e.id = d.event_id where d.id = :#${variable.deliveryId}
on conflict do nothing

-- name: dead-letter-reopen
-- A replay came to nothing. In: deliveryId, detail, the reason.
update dead_letter set state = 'OPEN', reason = :#${variable.detail}, announced_at = null
where kind = 'delivery' and id = :#${variable.deliveryId} and state = 'REPLAYING'

-- name: subscription-gone
-- In: subscriptionId.
update subscription set state = 'DISABLED', reason = 'The receiver answered 410 (gone)'
where id = :#${variable.subscriptionId} and state = 'ENABLED'
