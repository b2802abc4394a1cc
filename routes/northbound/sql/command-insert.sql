-- The order as it came, and its first attempt. 0 rows: it came before.
insert into command (id, tenant, idempotency_key, raw, state, attempts, received_at)
values (:#${variable.commandId}, cast(:#${variable.tenant} as varchar), cast(:#${variable.idempotencyKey} as varchar), cast(:#${variable.raw} as varchar), 'RECEIVED', 1, current_timestamp)
on conflict do nothing
