delete from idempotency where created_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
