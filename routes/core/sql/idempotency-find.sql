select request_hash, operation_id from idempotency
where tenant = :#${variable.tenant} and idempotency_key = :#${variable.idempotencyKey}
