select tenant, idempotency_key, raw, attempts, state from command where id = :#${variable.commandId}
