-- A response that names no call: it can only be meant for the one operation this peer still owes such a response (and, if it says, of this EID).
select max(c.id) as sending_id, max(c.operation_id) as operation_id, max(c.purpose) as purpose, max(c.function) as called_function, max(o.order_key) as order_key
from call c join operation o on o.id = c.operation_id
where c.peer = :#${variable.peer} and c.function = :#${variable.resultFunction} and c.answered_at is null
  and (o.state in ('SENDING', 'WAITING') or o.state = 'IN_DOUBT')
  and (cast(:#${variable.resultEid} as varchar) is null or c.eid = :#${variable.resultEid})
having count(distinct c.operation_id) = 1
