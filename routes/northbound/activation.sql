-- name: find
-- The activation code that an operation brought, if the caller may see the operation. In: operationId, scope (null:
-- any tenant's). Out: ordered (function), state, lpa (the code; null: none), missing (what its status says of that);
-- code_ended, why it works no more (null: it does); smdp_state, the profile's at its SM-DP+. Whose the profile is by
-- now says our inventory, unless rsp.ownership.elsewhere.
select o.function as ordered, o.state, own.lpa, own.missing, ended.why as code_ended,
       (select p.state from profile p where p.iccid = o.iccid) as smdp_state
from operation o
left join lateral (select cast(o.result as json) ->> 'qrText' as lpa, cast(o.status as json) ->> 'message' as missing
                   where o.function = 'orderProfile') own on true
left join lateral rsp_code_ended(o, cast(:#${properties:rsp.ownership.elsewhere} as boolean)) ended on true
where o.id = :#${variable.operationId}
  and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})
