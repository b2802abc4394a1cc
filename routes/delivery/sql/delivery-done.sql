-- Delivered, as nearly always: the row, if this attempt still holds it, and its attempt - two statements, one round trip.
update delivery set state = 'DELIVERED', next_at = null
where id = :#${variable.deliveryId} and state = 'SENDING' and attempts = cast(:#${variable.attempts} as integer);
insert into attempt (delivery_id, at, outcome, http_status, millis, detail)
select id, current_timestamp, 'delivered', cast(:#${variable.httpStatus} as integer), cast(:#${variable.millis} as integer), cast(:#${variable.detail} as varchar)
from delivery where id = :#${variable.deliveryId} and state = 'DELIVERED' and attempts = cast(:#${variable.attempts} as integer)
  and not exists (select 1 from attempt where delivery_id = :#${variable.deliveryId} and outcome = 'delivered')
