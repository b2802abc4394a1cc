-- Before the call leaves, so that its answer finds it however soon it comes.
insert into call (id, operation_id, tenant, attempt, peer, function, call_id, purpose, message_id, eid, iccid, started_at)
values (:#${variable.sendingId}, :#${variable.operationId}, :#${variable.tenant}, cast(:#${variable.attempt} as integer), :#${variable.peer}, :#${variable.calledFunction},
        :#${variable.callId}, :#${variable.purpose}, cast(:#${variable.messageId} as varchar), cast(:#${variable.eid} as varchar), cast(:#${variable.iccid} as varchar), current_timestamp)
