-- Batch: a fact nothing was known of yet.
insert into fact (subject, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
values (:#subject, :#name, :#content, :#eid, :#source, :#peer, :#operationId, timestamp with time zone '1970-01-01 00:00:00+00', current_timestamp)
on conflict do nothing
