-- One column per variable; deadline_passed and attempts decide what may still be tried.
select id as operation_id, tenant, function, interface, peer, eid, iccid, profile_type, order_key, client_reference, parameters, secrets,
       state, attempts as attempt, created_at, case when deadline < current_timestamp then 'true' else 'false' end as deadline_passed
from operation where id = :#${variable.operationId}
