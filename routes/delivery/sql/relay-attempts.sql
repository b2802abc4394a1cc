insert into attempt (delivery_id, tenant, at, replay, outcome, millis, detail)
values (:#id, :#tenant, current_timestamp, cast(:#replay as varchar), 'delivered', cast(:#millis as integer), cast(:#detail as varchar))
