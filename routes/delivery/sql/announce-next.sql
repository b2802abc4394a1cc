select id, kind, tenant, subject, type, reason, state, created_at, closed_at from dead_letter
where state = 'OPEN' and announced_at is null order by created_at limit cast(:#${properties:rsp.sweep.batch} as integer)
