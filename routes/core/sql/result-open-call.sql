-- A response that names no call: it can only be meant for the one operation of which this peer, when it came, owed such a response
-- (and, if it says, of this EID, ICCID and call id). One that relates to a message which is none of ours names a call, and is not guessed
-- about. What was ambiguous then stays so: guessing later could end the wrong one.
select max(c.id) as sending_id, max(c.operation_id) as operation_id, max(c.purpose) as purpose, max(o.order_key) as order_key, null as misfit
from call c join operation o on o.id = c.operation_id
where c.peer = :#${variable.peer} and c.function = :#${variable.resultFunction}
  and c.started_at <= cast(:#${variable.receivedAt} as timestamp with time zone)
  and (c.answered_at is null or c.answered_at > cast(:#${variable.receivedAt} as timestamp with time zone))
  and (o.finished_at is null or o.finished_at > cast(:#${variable.receivedAt} as timestamp with time zone))
  and (c.outcome is null or c.outcome in ('accepted', 'unknown'))
  and cast(:#${variable.relatesTo} as varchar) = '{}'
  and c.eid = all(cast(:#${variable.resultEids} as varchar[])) and coalesce(c.iccid = all(cast(:#${variable.resultIccids} as varchar[])), true)
  and c.call_id = all(cast(:#${variable.resultCallIds} as varchar[]))
having count(distinct c.operation_id) = 1
