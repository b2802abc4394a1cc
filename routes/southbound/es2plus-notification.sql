-- name: peer
-- Where the profile is, as far as we know. In: iccid. Out: peer.
select coalesce(p.peer, i.peer) as peer
from inventory i left join profile p on p.iccid = i.iccid
where i.iccid = :#${variable.iccid}
