update operation set next_at = doubt_until, waiting_for = null where id = :#${variable.operationId} and state = 'IN_DOUBT'
