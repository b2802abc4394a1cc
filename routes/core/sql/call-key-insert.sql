-- The customer's own id of a call, with what it ordered under it. 1 when the id is new, 0 when it was used.
insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)
values (:#${variable.tenant}, :#${variable.callKey}, :#${variable.requestHash}, :#${variable.operationId}, current_timestamp)
on conflict do nothing
