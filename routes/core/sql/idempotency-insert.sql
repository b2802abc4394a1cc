-- The key of an order, kept or found. A concurrent twin waits for the first to commit. Out: the operation and the request
-- the key stands for.
insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)
values (:#${variable.tenant}, :#${variable.idempotencyKey}, :#${variable.requestHash}, :#${variable.operationId}, current_timestamp)
on conflict (tenant, idempotency_key) do update set tenant = excluded.tenant
returning operation_id, request_hash
