select i.iccid, i.tenant, coalesce(p.eid, i.eid) as eid, i.profile_type, coalesce(p.peer, i.peer) as peer, p.state, p.matching_id, p.smdp_address, greatest(p.observed_at, coalesce(p.reported_at, p.observed_at)) as observed_at
from inventory i left join profile p on p.iccid = i.iccid
where i.iccid = :#${variable.iccid} and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
