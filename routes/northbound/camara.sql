-- name: pair
-- The eUICC that a profile of the tenant's is on. In: tenant, iccid; eid, if the caller named one. Out:
-- known_eid; known_card_state, what that card said of it last, unless another was named; own_euicc,
-- whether the eUICC named is the tenant's; no row when the profile is not.
select coalesce(s.eid, i.eid) as known_eid,
       case when coalesce(cast(:#${variable.eid} as varchar), s.eid) = s.eid then s.content end as known_card_state,
       exists (select 1 from euicc e
               where e.eid = cast(:#${variable.eid} as varchar) and e.tenant = :#${variable.tenant}) as own_euicc
from inventory i left join fact s on s.subject = i.iccid and s.name = 'state'
where i.iccid = :#${variable.iccid} and i.tenant = :#${variable.tenant}

-- name: blocked
-- The entry of the block list that stops reading a card for a profile on it. In: tenant, eid; askedIccid (null: none).
-- Out: blocked_by (its kind), blocked_for (its reason) and blocked_until (null: for good); or no row.
select b.kind as blocked_by, b.reason as blocked_for, b.expires_at as blocked_until
from rsp_blocked(:#${variable.tenant}, cast(:#${variable.eid} as varchar), cast(:#${variable.askedIccid} as varchar)) b
where b.id is not null
