-- One column per variable; deadline_passed, doubt_over and attempt decide what may still be tried. called_function: what is, or was last, called at the peer.
select id as operation_id, tenant, function, interface, peer, eid, iccid, profile_type, order_key, client_reference, parameters, secrets,
       state, status as last_status, attempts as attempt, step, step_attempts, coalesce(step, function) as called_function, failure, validity, audits, created_at,
       case when deadline < current_timestamp then 'true' else 'false' end as deadline_passed,
       case when doubt_until < current_timestamp then 'true' else 'false' end as doubt_over
from operation where id = :#${variable.operationId}
