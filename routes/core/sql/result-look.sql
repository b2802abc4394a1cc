-- The call a response answers, by what it relates to: the whole MessageID, the id in it, or our id that came back as
-- TransactionId; and, if it fits that call, its operation. Of several calls that it
-- relates to, the one of its function.
-- Out: no row if none; misfit, why it cannot be the answer of the call; known, whether that has had this result;
-- version, of the key, which result-apply.sql holds it against.
with named as (
  select sending_id, operation_id, purpose, answer_hash,
         case when min(operation_id) over (partition by way, other_function)
                   <> max(operation_id) over (partition by way, other_function)
              then 'it relates to several calls of ours, and may answer any of them'
              when other_function = 1
              then 'it relates to a call of ' || called_function || ', but is the response of another function'
              when other_card then 'it relates to a call about one eUICC, but shows another'
              when other_subject then 'it relates to a call of ours, but names another profile or call than that'
         end as misfit
  from (
    select id as sending_id, operation_id, purpose, function as called_function, answer_hash,
           case when message_id = any(cast(:#${variable.relatesTo} as varchar[])) then 1
                when id = any(cast(:#${variable.relatesToIds} as varchar[])) then 2 else 3 end as way,
           case when function = :#${variable.resultFunction} then 0 else 1 end as other_function,
           coalesce(eid <> any(cast(:#${variable.resultEids} as varchar[])), false) as other_card,
           coalesce(iccid <> any(cast(:#${variable.resultIccids} as varchar[])), false)
             or call_id <> any(cast(:#${variable.resultCallIds} as varchar[])) as other_subject
    from call
    where peer = :#${variable.peer}
      and (message_id = any(cast(:#${variable.relatesTo} as varchar[]))
           or id = any(cast(:#${variable.relatesToIds} as varchar[]))
           or id = cast(:#${variable.transactionId} as varchar))
  ) related
  order by way, other_function
  limit 1
)
select named.misfit, named.sending_id, named.purpose,
       coalesce(named.answer_hash = :#${variable.answerHash}, false) as known,
       o.id as operation_id, o.tenant, o.function, o.interface, o.eid,
       coalesce(o.iccid, cast(:#${variable.iccid} as varchar)) as iccid, o.order_key, o.client_reference,
       o.state as operation_state, o.created_at, coalesce(o.step, o.function) as called_function,
       (select cast(xmin as varchar) from order_key where order_key = o.order_key) as version
from named left join operation o on o.id = named.operation_id and named.misfit is null
