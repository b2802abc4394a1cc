insert into inventory (iccid, tenant, eid, profile_type, peer) values (?, ?, ?, ?, ?) on conflict do nothing
