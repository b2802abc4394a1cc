-- Delivered, as nearly always: the row, if this attempt still holds it, its attempt, and the turn of the next of the key (delivery-turns.sql) - one round trip.
update delivery set state = 'DELIVERED', next_at = null
where id = :#${variable.deliveryId} and state = 'SENDING' and attempts = cast(:#${variable.attempts} as integer) and replay is null;
insert into attempt (delivery_id, tenant, at, outcome, http_status, millis, detail)
select id, tenant, current_timestamp, 'delivered', cast(:#${variable.httpStatus} as integer), cast(:#${variable.millis} as integer), cast(:#${variable.detail} as varchar)
from delivery where id = :#${variable.deliveryId} and state = 'DELIVERED' and attempts = cast(:#${variable.attempts} as integer)
  and not exists (select 1 from attempt where delivery_id = :#${variable.deliveryId} and outcome = 'delivered');
update delivery set next_at = current_timestamp
where id = (select d.id from delivery d
            where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
            order by d.position limit 1)
  and state = 'PENDING' and next_at is null and not relayed
