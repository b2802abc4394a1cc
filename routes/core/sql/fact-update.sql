-- Batch: the newest by its own time stands.
update fact set content = :#content, eid = :#eid, tenant = rsp_owner(:#subject, cast(:#eid as varchar)), source = :#source, peer = :#peer, operation_id = :#operationId,
                observed_at = cast(:#observedAt as timestamp with time zone), recorded_at = current_timestamp
where subject = :#subject and name = :#name and observed_at <= cast(:#observedAt as timestamp with time zone)
