-- One operation with its timeline, a JSON array, if the caller may see it. In: operationId, scope (null: any tenant's).
select o.id, o.tenant, function, interface, peer, eid, iccid, client_reference, parameters, o.state, step, waiting_for, status,
       result, created_at, deadline, finished_at,
       (select cast(json_agg(json_build_object('at', t.at, 'state', t.state, 'note', t.note) order by t.n) as varchar)
        from timeline t where t.operation_id = o.id) as timeline
from operation o
where o.id = :#${variable.operationId} and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})
