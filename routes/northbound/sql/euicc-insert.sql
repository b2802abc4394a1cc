insert into euicc (eid, tenant) values (?, ?) on conflict do nothing
