-- What the demo's tenants own.
insert into euicc (eid, tenant, peer) values ('89049032123451234512345678901235', 'acme', 'smsr-demo') on conflict do nothing;
insert into euicc (eid, tenant, peer) values ('89882119900000000000000000001654', 'globex', 'smsr-demo') on conflict do nothing;
insert into inventory (iccid, tenant, eid, profile_type, peer) values ('8988211000000000011', 'acme', '89049032123451234512345678901235', 'P9054-1', null) on conflict do nothing;
insert into inventory (iccid, tenant, eid, profile_type, peer) values ('8947010000123456784', 'acme', '89049032123451234512345678901235', 'P9054-1', null) on conflict do nothing;
insert into inventory (iccid, tenant, eid, profile_type, peer) values ('8901000000000000019', 'globex', '89882119900000000000000000001654', 'P9054-2', null) on conflict do nothing;
