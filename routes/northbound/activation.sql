-- name: find
-- The activation code that an operation brought, if the caller may see the operation. In: operationId, scope (null:
-- any tenant's). Out: ordered (function), state, lpa (the code; null: none), missing (what its status says of that);
-- later_order, the first function executed since that cancelled the code or replaced it (null: none); smdp_state, the
-- profile's at its SM-DP+.
select o.function as ordered, o.state, own.lpa, own.missing,
       (select later.function from operation later
        where later.iccid = o.iccid and later.interface = 'es2plus' and later.state = 'SUCCEEDED'
          and later.function in ('cancelOrder', 'downloadOrder', 'confirmOrder', 'orderProfile')
          and later.finished_at > o.finished_at
        order by later.finished_at limit 1) as later_order,
       (select p.state from profile p where p.iccid = o.iccid) as smdp_state
from operation o
left join lateral (select cast(o.result as json) ->> 'qrText' as lpa, cast(o.status as json) ->> 'message' as missing
                   where o.function = 'orderProfile') own on true
where o.id = :#${variable.operationId}
  and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})
