-- name: profiles
-- A page of the inventory's profiles: what the SM-DP+ says of each (state), and what was observed on the
-- eUICC, and the type of the device (tac). In: cursor (the last row_key, '' before the first), limit, scope, iccid, eid, profileType, peer,
-- state (each null: any).
select i.iccid as row_key, i.tenant, i.iccid, coalesce(s.eid, p.eid, i.eid) as eid, i.profile_type,
       coalesce(p.peer, i.peer) as peer, p.state,
       nullif(greatest(p.observed_at, p.reported_at),
              timestamp with time zone '1970-01-01 00:00:00+00') as state_at,
       s.content as card_state, f.content as fallback, s.observed_at as card_state_at, p.downloads,
       t.content as tac
from inventory i left join profile p on p.iccid = i.iccid
left join fact s on s.subject = i.iccid and s.name = 'state'
left join fact f on f.subject = i.iccid and f.name = 'fallback'
left join fact t on t.subject = i.iccid and t.name = 'tac'
where i.iccid > :#${variable.cursor}
  and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
  and (cast(:#${variable.iccid} as varchar) is null or i.iccid = :#${variable.iccid})
  and (cast(:#${variable.eid} as varchar) is null or coalesce(s.eid, p.eid, i.eid) = :#${variable.eid})
  and (cast(:#${variable.profileType} as varchar) is null or i.profile_type = :#${variable.profileType})
  and (cast(:#${variable.peer} as varchar) is null or coalesce(p.peer, i.peer) = :#${variable.peer})
  and (cast(:#${variable.state} as varchar) is null or upper(p.state) = :#${variable.state}
       or upper(s.content) = :#${variable.state})
order by i.iccid limit cast(:#${variable.limit} as integer)

-- name: operations
-- A page of operations, oldest first. In: cursor (the last row_key, '' before the first), limit, scope, eid,
-- iccid, state, function, peer, from, to (each null: any).
select id as row_key, id, tenant, function, peer, eid, iccid, client_reference, state, status,
       created_at, finished_at
from operation
where id > :#${variable.cursor}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.eid} as varchar) is null or eid = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or iccid = :#${variable.iccid})
  and (cast(:#${variable.state} as varchar) is null or state = :#${variable.state})
  and (cast(:#${variable.function} as varchar) is null or function = :#${variable.function})
  and (cast(:#${variable.peer} as varchar) is null or peer = :#${variable.peer})
  and (cast(:#${variable.from} as varchar) is null
       or created_at >= cast(cast(:#${variable.from} as varchar) as timestamp with time zone))
  and (cast(:#${variable.to} as varchar) is null
       or created_at < cast(cast(:#${variable.to} as varchar) as timestamp with time zone))
order by id limit cast(:#${variable.limit} as integer)

-- name: drift
-- A page of what peers showed otherwise than we knew it, oldest first: the events that told it. In: cursor (the
-- last row_key, '' before the first), limit, scope, eid, iccid, peer, from, to (each null: any).
select lpad(cast(position as varchar), 19, '0') as row_key, id, at, tenant, type, data ->> 'peer' as peer,
       data ->> 'eid' as eid, data ->> 'iccid' as iccid, data ->> 'what' as what, data ->> 'known' as known,
       data ->> 'knownAt' as known_at, data ->> 'knownSource' as known_source, data ->> 'reported' as reported,
       data ->> 'source' as source, data ->> 'timestamp' as timestamp
from (select id, position, at, tenant, type, cast(data as json) as data from event
      where type in ('rsp.profile.drifted', 'rsp.euicc.drifted')
        and position > cast(coalesce(nullif(:#${variable.cursor}, ''), '0') as bigint)
        and position <= (select position from fan_out where id = 1)
        and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
        and (cast(:#${variable.from} as varchar) is null
             or at >= cast(cast(:#${variable.from} as varchar) as timestamp with time zone))
        and (cast(:#${variable.to} as varchar) is null
             or at < cast(cast(:#${variable.to} as varchar) as timestamp with time zone))) drift
where (cast(:#${variable.eid} as varchar) is null or data ->> 'eid' = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or data ->> 'iccid' = :#${variable.iccid})
  and (cast(:#${variable.peer} as varchar) is null or data ->> 'peer' = :#${variable.peer})
order by position limit cast(:#${variable.limit} as integer)
