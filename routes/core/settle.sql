-- name: in-doubt
-- Operations whose fate a notification of this profile proves: it could not have been downloaded otherwise,
-- nor been cancelled before (unless it was ordered again since). What happened before the order proves
-- nothing (five minutes, for clocks that differ), nor what is on another eUICC than was ordered.
-- In: iccid, tenant, notifiedEid, observedAt. Out: id, doubted (the function), doubted_call (the function
-- called).
select id, function as doubted, coalesce(step, function) as doubted_call from operation
where iccid = :#${variable.iccid} and tenant = :#${variable.tenant} and state = 'IN_DOUBT'
  and (function = 'cancelOrder' or eid is null
    or eid = coalesce(cast(:#${variable.notifiedEid} as varchar), eid))
  and created_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '5' minute
  and (function in ('downloadOrder', 'confirmOrder', 'releaseProfile')
       or function = 'orderProfile' and step = 'confirmOrder'
       or function = 'cancelOrder'
       and not exists (select 1 from operation later
                       where later.iccid = operation.iccid and later.id > operation.id
                         and later.function in ('downloadOrder', 'orderProfile')
                         and later.state = 'SUCCEEDED'))
order by id
