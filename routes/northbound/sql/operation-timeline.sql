select at, state, note from timeline where operation_id = :#${variable.operationId} order by n
