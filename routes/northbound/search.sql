-- One of eid, iccid, msisdnReference and clientReference is set, the others are null.

-- name: operations
-- A page of the operations that name it, newest first. In: eid, iccid, msisdnReference, clientReference; scope (null:
-- any tenant's), limit, cursor (the last id of the page before, or null).
select id, tenant, function, peer, eid, iccid, client_reference, state, created_at, finished_at
from operation
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.eid} as varchar) is null or eid = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or iccid = :#${variable.iccid})
  and (cast(:#${variable.clientReference} as varchar) is null or client_reference = :#${variable.clientReference})
  and (cast(:#${variable.msisdnReference} as varchar) is null
       or iccid = any(array(select i.iccid from inventory i
                            where i.msisdn_reference = :#${variable.msisdnReference}
                              and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
                            order by i.iccid limit 1000)))
  and (cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor})
order by id desc limit cast(:#${variable.limit} as integer)

-- name: profiles
-- The profiles that are it, have it, or are on that card, a thousand at most; by clientReference those that the page
-- of operations is about. In: as operations.
select i.iccid, i.tenant, coalesce(s.eid, p.eid, i.eid) as eid, i.profile_type, coalesce(p.peer, i.peer) as peer, p.state,
       s.content as card_state, i.msisdn_reference
from inventory i left join profile p on p.iccid = i.iccid
left join fact s on s.subject = i.iccid and s.name = 'state'
where i.iccid = any(array(
        select cast(:#${variable.iccid} as varchar)
        union select iccid from inventory where eid = cast(:#${variable.eid} as varchar)
        union select iccid from profile where eid = cast(:#${variable.eid} as varchar)
        union select subject from fact where eid = cast(:#${variable.eid} as varchar)
        union select iccid from inventory where msisdn_reference = cast(:#${variable.msisdnReference} as varchar)
        union (select iccid from (select id, iccid from operation
                                  where client_reference = cast(:#${variable.clientReference} as varchar)
                                    and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
                                    and (cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor})
                                  order by id desc limit cast(:#${variable.limit} as integer)) page)))
  and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
order by i.iccid limit 1000

-- name: euiccs
-- Those of these cards that the caller may see. In: foundEids (a JSON array), scope (null: any tenant's).
select card.eid, e.tenant, e.peer
from (select value as eid from json_array_elements_text(cast(:#${variable.foundEids} as json))) card
left join euicc e on e.eid = card.eid
  and (cast(:#${variable.scope} as varchar) is null or e.tenant = :#${variable.scope})
where rsp_shows_card(cast(:#${variable.scope} as varchar), card.eid)
order by card.eid
