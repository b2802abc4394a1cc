-- One audit at a time: whoever moves next_at asks.
update operation set audits = audits + 1, next_at = current_timestamp + cast(:#${variable.nextIn} as integer) * interval '1' second
where id = :#${variable.operationId} and state = 'IN_DOUBT' and next_at <= current_timestamp
