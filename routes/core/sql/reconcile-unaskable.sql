update operation set next_at = doubt_until where id = :#${variable.operationId} and state = 'IN_DOUBT'
