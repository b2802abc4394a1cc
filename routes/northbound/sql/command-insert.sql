-- The order as it came. A parked one that comes again (same key) is tried again.
insert into command (id, tenant, idempotency_key, raw, state, attempts, received_at)
values (:#${variable.commandId}, cast(:#${variable.tenant} as varchar), cast(:#${variable.idempotencyKey} as varchar), cast(:#${variable.raw} as varchar), 'RECEIVED', 0, current_timestamp)
on conflict do nothing
