insert into call (id, operation_id, attempt, peer, function, call_id, started_at)
values (:#${variable.sendingId}, :#${variable.operationId}, cast(:#${variable.attempt} as integer), :#${variable.peer}, :#${variable.function},
        :#${variable.callId}, current_timestamp)
