-- name: taken
-- Who holds the ICCID that a person says a lost answer brought. In: resultIccid.
-- Out: held_by, its tenant; held_state, at its SM-DP+. No row if nobody does.
select i.tenant as held_by, p.state as held_state
from inventory i left join profile p on p.iccid = i.iccid
where i.iccid = :#${variable.resultIccid}
