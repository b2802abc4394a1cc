insert into attempt (delivery_id, at, replay, outcome, millis, detail)
values (:#id, current_timestamp, cast(:#replay as varchar), 'delivered', cast(:#millis as integer), cast(:#detail as varchar))
