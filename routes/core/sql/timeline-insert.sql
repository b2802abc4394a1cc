insert into timeline (operation_id, at, state, note)
values (:#${variable.operationId}, current_timestamp, :#${variable.to}, left(cast(:#${variable.note} as varchar), 500))
