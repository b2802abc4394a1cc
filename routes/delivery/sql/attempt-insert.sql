insert into attempt (delivery_id, tenant, at, replay, outcome, http_status, millis, detail)
select id, tenant, current_timestamp, cast(:#${variable.replay} as varchar), :#${variable.outcome}, cast(:#${variable.httpStatus} as integer),
       cast(:#${variable.millis} as integer), cast(:#${variable.detail} as varchar)
from delivery where id = :#${variable.deliveryId}
