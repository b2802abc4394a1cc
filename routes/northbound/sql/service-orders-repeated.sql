select id, request_hash from service_order where tenant = :#${variable.tenant} and idempotency_key = :#${variable.idempotencyKey}
