-- Operations by their filters, oldest first.
select id as row_key, id, tenant, function, peer, eid, iccid, client_reference, state, status, created_at, finished_at
from operation
where id > :#${variable.cursor} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.eid} as varchar) is null or eid = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or iccid = :#${variable.iccid})
  and (cast(:#${variable.state} as varchar) is null or state = :#${variable.state})
  and (cast(:#${variable.function} as varchar) is null or function = :#${variable.function})
  and (cast(:#${variable.peer} as varchar) is null or peer = :#${variable.peer})
  and (cast(:#${variable.from} as varchar) is null or created_at >= cast(cast(:#${variable.from} as varchar) as timestamp with time zone))
  and (cast(:#${variable.to} as varchar) is null or created_at < cast(cast(:#${variable.to} as varchar) as timestamp with time zone))
order by id limit cast(:#${variable.limit} as integer)
