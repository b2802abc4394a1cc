select distinct subscription_id || '|' || order_key as due from delivery where position > cast(:#${variable.base} as bigint) and state = 'PENDING'
