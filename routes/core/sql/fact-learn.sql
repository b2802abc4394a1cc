-- Facts as they are told, the newest by its own time stands. In: factRows, a JSON array of subject, name, content, eid,
-- source, peer, operationId and observedAt. tenant: the profile's owner, and the card's where nobody has the profile.
insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
select distinct on (subject, name) subject, rsp_owner(subject, eid), name, content, eid, source, peer, "operationId",
       "observedAt", current_timestamp
from json_to_recordset(cast(:#${variable.factRows} as json))
  as told (subject varchar, name varchar, content varchar, eid varchar, source varchar, peer varchar,
           "operationId" varchar, "observedAt" timestamp with time zone)
order by subject, name, "observedAt" desc
on conflict (subject, name) do update
set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source, peer = excluded.peer,
    operation_id = excluded.operation_id, observed_at = excluded.observed_at, recorded_at = excluded.recorded_at
where fact.observed_at <= excluded.observed_at
