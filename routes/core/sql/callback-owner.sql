-- The tenant of the ICCID, if this peer may speak of it; and whether the EID it names with it is another tenant's.
select i.tenant, exists (select 1 from euicc e where e.eid = cast(:#${variable.notifiedEid} as varchar) and e.tenant <> i.tenant) as eid_foreign
from inventory i
where i.iccid = :#${variable.iccid} and (i.peer is null or i.peer = :#${variable.peer})
