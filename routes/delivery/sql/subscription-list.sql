select id, tenant, channel, address, types, format, state, reason, created_at from subscription
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope}) order by id
