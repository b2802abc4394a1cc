delete from service_order where completed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
