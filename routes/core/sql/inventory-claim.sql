-- A profile ordered by type: the ICCID that came back becomes the tenant's.
insert into inventory (iccid, tenant, eid, profile_type, peer)
values (:#${variable.resultIccid}, :#${variable.tenant}, :#${variable.eid}, :#${variable.profileType}, :#${variable.peer})
on conflict do nothing
