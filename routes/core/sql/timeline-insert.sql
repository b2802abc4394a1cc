insert into timeline (operation_id, tenant, at, state, note)
values (:#${variable.operationId}, :#${variable.tenant}, current_timestamp, :#${variable.to}, left(cast(:#${variable.note} as varchar), 500))
