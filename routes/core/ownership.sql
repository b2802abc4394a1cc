-- name: look-up
-- Whether the tenant may act on this EID and ICCID, by our own tables; core/submit.record looks the same up
-- in the same way. In: tenant, eid, iccid (either may be null); bootstrapTenants, whose profiles count, too, if the
-- inventory ties them to this eUICC (null: nobody's). Out: one row if so, with peer (of the
-- profile), profile_type and euicc_peer (the SM-SR), as far as known; none if unknown, foreign or not a pair.
select i.peer, i.profile_type, e.peer as euicc_peer
from (select :#${variable.tenant} as tenant, cast(:#${variable.eid} as varchar) as eid,
             cast(:#${variable.iccid} as varchar) as iccid) c
left join euicc e on e.eid = c.eid and e.tenant = c.tenant
left join inventory i on i.iccid = c.iccid and i.tenant = c.tenant
where (c.eid is null or e.eid is not null)
  and (c.iccid is null or i.iccid is not null
       or cast(:#${variable.bootstrapTenants} as varchar[]) is not null
          and rsp_is_bootstrap(c.iccid, c.eid, cast(:#${variable.bootstrapTenants} as varchar[])))
  and (c.eid is null or c.iccid is null or i.eid is null or i.eid = c.eid)

-- name: look-up-several
-- The same of many. In: tenant; pairs, a JSON array with line, eid and iccid of each. Out: a row for each that the
-- tenant may act on: line, and as look-up.
select c.line, i.peer, i.profile_type, e.peer as euicc_peer
from json_to_recordset(cast(:#${variable.pairs} as json)) as c (line bigint, eid varchar, iccid varchar)
left join euicc e on e.eid = c.eid and e.tenant = :#${variable.tenant}
left join inventory i on i.iccid = c.iccid and i.tenant = :#${variable.tenant}
where (c.eid is null or e.eid is not null)
  and (c.iccid is null or i.iccid is not null
       or cast(:#${variable.bootstrapTenants} as varchar[]) is not null
          and rsp_is_bootstrap(c.iccid, c.eid, cast(:#${variable.bootstrapTenants} as varchar[])))
  and (c.eid is null or c.iccid is null or i.eid is null or i.eid = c.eid)
