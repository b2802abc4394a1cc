insert into attempt (delivery_id, at, replay, outcome, http_status, millis, detail)
values (:#${variable.deliveryId}, current_timestamp, cast(:#${variable.replay} as varchar), :#${variable.outcome}, cast(:#${variable.httpStatus} as integer),
        cast(:#${variable.millis} as integer), cast(:#${variable.detail} as varchar))
