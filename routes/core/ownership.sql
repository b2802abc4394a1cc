-- name: look-up
-- Whether the tenant may act on this EID and ICCID, by our own tables; core/submit.record looks the same up
-- in the same way. In: tenant, eid, iccid (either may be null). Out: one row if so, with peer (of the
-- profile), profile_type and euicc_peer (the SM-SR), as far as known; none if unknown, foreign or not a pair.
select i.peer, i.profile_type, e.peer as euicc_peer
from (select :#${variable.tenant} as tenant, cast(:#${variable.eid} as varchar) as eid,
             cast(:#${variable.iccid} as varchar) as iccid) c
left join euicc e on e.eid = c.eid and e.tenant = c.tenant
left join inventory i on i.iccid = c.iccid and i.tenant = c.tenant
where (c.eid is null or e.eid is not null)
  and (c.iccid is null or i.iccid is not null)
  and (c.eid is null or c.iccid is null or i.eid is null or i.eid = c.eid)
