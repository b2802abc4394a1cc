select eid, tenant, peer from euicc
where eid = :#${variable.eid} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
