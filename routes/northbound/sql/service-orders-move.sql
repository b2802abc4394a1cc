update service_order
set state = :#${variable.orderState},
    started_at = case when started_at is null and :#${variable.orderState} <> 'acknowledged' then current_timestamp else started_at end,
    completed_at = case when cast(:#${variable.nextIn} as numeric(12,3)) is null then current_timestamp end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.serviceOrderId} and state = :#${variable.orderStateBefore} and completed_at is null
