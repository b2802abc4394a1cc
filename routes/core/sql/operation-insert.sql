-- reply_to: where a customer of the gateway wants its result; a refusal it has been told already goes nowhere.
-- A new operation, ACCEPTED or REFUSED. next_at makes an accepted one due at once.
insert into operation (id, tenant, function, interface, peer, eid, iccid, profile_type, order_key, client_reference, parameters, secrets,
                       state, status, attempts, step, validity, created_at, deadline, next_at, finished_at, reply_to, reply_context, job_id, job_line)
values (:#${variable.operationId}, :#${variable.tenant}, :#${variable.function}, :#${variable.interface}, :#${variable.peer},
        :#${variable.eid}, :#${variable.iccid}, :#${variable.profileType}, :#${variable.orderKey}, :#${variable.clientReference},
        :#${variable.parameters}, case when :#${variable.to} = 'ACCEPTED' then cast(:#${variable.secrets} as varchar) end,
        :#${variable.to}, :#${variable.status}, 0, cast(:#${variable.step} as varchar), cast(:#${variable.validity} as integer), current_timestamp,
        current_timestamp + coalesce(cast(:#${variable.validity} as integer), 0) * interval '1' second,
        case when :#${variable.to} = 'ACCEPTED' then current_timestamp end,
        case when :#${variable.to} = 'REFUSED' then current_timestamp end,
        case when :#${variable.to} = 'REFUSED' and cast(:#${variable.earlyRefusals} as varchar) = 'BODY' then null else cast(:#${variable.customerReplyTo} as varchar) end,
        cast(:#${variable.customerContext} as varchar), cast(:#${variable.jobId} as varchar), cast(:#${variable.jobLine} as bigint))
