-- 1 when the key is new to this tenant, 0 when it was used; a concurrent twin waits for the first to commit.
insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)
values (:#${variable.tenant}, :#${variable.idempotencyKey}, :#${variable.requestHash}, :#${variable.operationId}, current_timestamp)
on conflict do nothing
