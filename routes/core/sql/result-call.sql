-- The call a response answers, by what it relates to: the whole MessageID, the id in it, or our id that came back as TransactionId.
-- Of several that it relates to, the one of its function; other_card, other_subject: it names another eUICC, or another profile or
-- call, than that; ambiguous: it may answer any of several.
select sending_id, operation_id, purpose, called_function, order_key, other_card, other_subject,
       case when min(operation_id) over (partition by way, other_function) <> max(operation_id) over (partition by way, other_function) then 'true' else 'false' end as ambiguous
from (
  select c.id as sending_id, c.operation_id, c.purpose, c.function as called_function, o.order_key,
         case when c.message_id = any(cast(:#${variable.relatesTo} as varchar[])) then 1 when c.id = any(cast(:#${variable.relatesToIds} as varchar[])) then 2 else 3 end as way,
         case when c.function = :#${variable.resultFunction} then 0 else 1 end as other_function,
         case when c.eid <> any(cast(:#${variable.resultEids} as varchar[])) then 'true' else 'false' end as other_card,
         case when c.iccid <> any(cast(:#${variable.resultIccids} as varchar[])) or c.call_id <> any(cast(:#${variable.resultCallIds} as varchar[])) then 'true' else 'false' end as other_subject
  from call c join operation o on o.id = c.operation_id
  where c.peer = :#${variable.peer}
    and (c.message_id = any(cast(:#${variable.relatesTo} as varchar[])) or c.id = any(cast(:#${variable.relatesToIds} as varchar[])) or c.id = :#${variable.transactionId})
) named
order by way, other_function
limit 1
