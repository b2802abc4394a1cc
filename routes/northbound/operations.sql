-- name: find
-- One operation that the caller may see. In: operationId, scope (null: any tenant's).
-- Out: the row; timeline is a JSON array.
select o.id, o.tenant, function, interface, peer, target_peer, eid, iccid, client_reference, template,
       next_steps, after_id, parameters, o.state, step, waiting_for, status, checks, result, created_at, deadline, finished_at,
       (select cast(json_agg(json_build_object('at', t.at, 'state', t.state, 'note', t.note) order by t.n)
               as varchar)
        from timeline t where t.operation_id = o.id) as timeline
from operation o
where o.id = :#${variable.operationId}
  and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})

-- name: list
-- A page, newest first. In: scope, eid, iccid, clientReference, state, function (each null: any), limit,
-- cursor (the last id of the page before, or null). Out: rows.
select id, tenant, function, interface, peer, target_peer, eid, iccid, client_reference, template,
       next_steps, after_id, parameters, state, step, waiting_for, status, checks, result, created_at, deadline, finished_at
from operation
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.eid} as varchar) is null or eid = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or iccid = :#${variable.iccid})
  and (cast(:#${variable.clientReference} as varchar) is null or client_reference = :#${variable.clientReference})
  and (cast(:#${variable.state} as varchar) is null or state = :#${variable.state})
  and (cast(:#${variable.function} as varchar) is null or function = :#${variable.function})
  and (cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor})
order by id desc
limit cast(:#${variable.limit} as integer)
