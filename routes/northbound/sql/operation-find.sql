select id, tenant, function, interface, peer, eid, iccid, client_reference, parameters, state, step, waiting_for, status, result, created_at, deadline, finished_at
from operation
where id = :#${variable.operationId} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
