select request_hash from idempotency where tenant = :#${variable.tenant} and idempotency_key = :#${variable.callKey}
