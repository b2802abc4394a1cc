-- The call a response answers, by what it relates to: the whole MessageID, the id in it, or our id that came back as TransactionId.
select c.id as sending_id, c.operation_id, c.purpose, c.function as called_function, o.order_key,
       case when c.eid <> cast(:#${variable.resultEid} as varchar) then 'true' else 'false' end as other_card
from call c join operation o on o.id = c.operation_id
where c.peer = :#${variable.peer}
  and (c.message_id = :#${variable.relatesTo} or c.id in (:#${variable.relatesToId}, :#${variable.transactionId}))
order by case when c.message_id = :#${variable.relatesTo} then 1 when c.id = :#${variable.relatesToId} then 2 else 3 end
limit 1
