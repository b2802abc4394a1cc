-- name: list
-- A page of eUICCs and profiles, as one list. In: scope (null: every tenant), category, id, eid, iccid
-- (null: any), limit, offset. Out: a row for each, by id.
select r.category, r.id, r.tenant, r.eid, r.iccid, r.profile_type, r.peer, r.state, r.card_state,
       r.fallback, r.observed_at, r.stock_state, r.msisdn_reference, r.imsi_reference
from (select 'eUICC' as category, e.eid as id, e.tenant, e.eid, cast(null as varchar) as iccid,
             cast(null as varchar) as profile_type, e.peer, cast(null as varchar) as state,
             cast(null as varchar) as card_state, cast(null as varchar) as fallback,
             cast(null as timestamp with time zone) as observed_at, cast(null as varchar) as stock_state,
             cast(null as varchar) as msisdn_reference, cast(null as varchar) as imsi_reference
      from euicc e
      union all
      select 'profile', i.iccid, i.tenant, coalesce(s.eid, p.eid, i.eid), i.iccid, i.profile_type,
             coalesce(p.peer, i.peer), p.state, s.content, f.content, coalesce(s.observed_at, p.observed_at),
             i.stock_state, i.msisdn_reference, i.imsi_reference
      from inventory i left join profile p on p.iccid = i.iccid
      left join fact s on s.subject = i.iccid and s.name = 'state'
      left join fact f on f.subject = i.iccid and f.name = 'fallback') r
where (cast(:#${variable.scope} as varchar) is null or r.tenant = :#${variable.scope})
  and (cast(:#${variable.category} as varchar) is null or r.category = :#${variable.category})
  and (cast(:#${variable.id} as varchar) is null or r.id = :#${variable.id})
  and (cast(:#${variable.eid} as varchar) is null or r.eid = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or r.iccid = :#${variable.iccid})
order by r.id
limit cast(:#${variable.limit} as integer) offset cast(coalesce(:#${variable.offset}, '0') as integer)

-- name: count
-- How many there are for resources.list to page through. In: scope, category, eid, iccid. Out: total.
select (select count(*) from euicc e
        where (cast(:#${variable.category} as varchar) is null or :#${variable.category} = 'eUICC')
          and (cast(:#${variable.scope} as varchar) is null or e.tenant = :#${variable.scope})
          and (cast(:#${variable.eid} as varchar) is null or e.eid = :#${variable.eid})
          and cast(:#${variable.iccid} as varchar) is null)
     + (select count(*) from inventory i left join profile p on p.iccid = i.iccid
        left join fact s on s.subject = i.iccid and s.name = 'state'
        where (cast(:#${variable.category} as varchar) is null or :#${variable.category} = 'profile')
          and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
          and (cast(:#${variable.eid} as varchar) is null or coalesce(s.eid, p.eid, i.eid) = :#${variable.eid})
          and (cast(:#${variable.iccid} as varchar) is null or i.iccid = :#${variable.iccid})) as total
