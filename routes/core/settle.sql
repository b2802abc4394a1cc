-- name: in-doubt
-- Operations in doubt that a notification of this profile settles. A download proves that the profile's order was
-- executed, and that a cancellation was not, unless the profile was ordered again since. A notification from
-- before the order (five minutes are allowed for clocks that differ), or from another eUICC than the ordered one,
-- proves nothing.
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
