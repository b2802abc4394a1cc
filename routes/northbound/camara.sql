-- name: pair
-- The eUICC that a profile of the tenant's is on. In: tenant, iccid; eid, if the caller named one. Out:
-- known_eid; known_state, what its card said last; own_euicc, whether the eUICC named is the tenant's; no
-- row when the profile is not.
select coalesce(s.eid, i.eid) as known_eid, s.content as known_state,
       case when exists (select 1 from euicc e
                         where e.eid = cast(:#${variable.eid} as varchar) and e.tenant = :#${variable.tenant})
            then 'yes' else 'no' end as own_euicc
from inventory i left join fact s on s.subject = i.iccid and s.name = 'state'
where i.iccid = :#${variable.iccid} and i.tenant = :#${variable.tenant}
