-- name: load
-- One column per variable. In: operationId. Out: the operation; deadline_passed, doubt_over, retry_later and
-- attempt, which decide what may still be tried, and when; called_function, what is, or was last, called at the
-- peer; profile_eid, profile_matching_id and known_type (by the inventory), what is known of the profile;
-- from_customer, whether a customer ordered it through the gateway.
select id as operation_id, o.tenant, function, interface, o.peer, target_peer, current_peer, o.eid, o.iccid,
       o.profile_type, o.order_key, client_reference, template, parameters, secrets, o.state,
       status as last_status,
       attempts as attempt, step, step_attempts, coalesce(step, function) as called_function, failure,
       validity, audits, created_at,
       (deadline < current_timestamp) is true as deadline_passed,
       (doubt_until < current_timestamp) is true as doubt_over,
       (waiting_for = 'retry' and next_at > current_timestamp) is true as retry_later,
       p.eid as profile_eid, p.matching_id as profile_matching_id, i.profile_type as known_type,
       o.reply_context is not null as from_customer
from operation o
left join profile p on p.iccid = o.iccid
left join inventory i on i.iccid = o.iccid and i.tenant = o.tenant
where o.id = :#${variable.operationId}
