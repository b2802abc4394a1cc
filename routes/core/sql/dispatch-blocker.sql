-- Whoever must end first: an operation under the same key, or at a SM-DP+ for the same profile, that is under way, was accepted before, or is in doubt and can be settled by
-- asking the peer. Reading waits for nobody.
select id from operation
where (order_key = :#${variable.orderKey} or interface = 'es2plus' and :#${variable.interface} = 'es2plus' and iccid = cast(:#${variable.iccid} as varchar))
  and id <> :#${variable.operationId}
  and function not in ('getEIS', 'auditEIS', 'getProfileStatus') and :#${variable.function} not in ('getEIS', 'auditEIS', 'getProfileStatus')
  and (state in ('SENDING', 'WAITING') or state = 'IN_DOUBT' and (interface <> 'es2plus' or waiting_for = 'status-query') or state = 'ACCEPTED' and id < :#${variable.operationId})
order by id limit 1
