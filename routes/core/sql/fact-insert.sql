-- Batch: a fact nothing was known of yet. tenant: the profile's owner, and the card's where nobody has the profile.
insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
values (:#subject, rsp_owner(:#subject, cast(:#eid as varchar)), :#name, :#content, :#eid, :#source, :#peer, :#operationId, timestamp with time zone '1970-01-01 00:00:00+00', current_timestamp)
on conflict do nothing
