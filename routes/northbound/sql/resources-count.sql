select (select count(*) from euicc e
        where (cast(:#${variable.category} as varchar) is null or :#${variable.category} = 'eUICC') and (cast(:#${variable.scope} as varchar) is null or e.tenant = :#${variable.scope})
          and (cast(:#${variable.eid} as varchar) is null or e.eid = :#${variable.eid}) and cast(:#${variable.iccid} as varchar) is null)
     + (select count(*) from inventory i left join profile p on p.iccid = i.iccid left join fact s on s.subject = i.iccid and s.name = 'state'
        where (cast(:#${variable.category} as varchar) is null or :#${variable.category} = 'profile') and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
          and (cast(:#${variable.eid} as varchar) is null or coalesce(s.eid, p.eid, i.eid) = :#${variable.eid})
          and (cast(:#${variable.iccid} as varchar) is null or i.iccid = :#${variable.iccid})) as total
