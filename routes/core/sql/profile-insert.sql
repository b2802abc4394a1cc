insert into profile (iccid, tenant, observed_at)
values (:#${variable.profileIccid}, :#${variable.tenant}, timestamp with time zone '1970-01-01 00:00:00+00')
on conflict do nothing
