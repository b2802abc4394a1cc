-- What has been submitted goes on; no further line is.
update bulk_job set cancelled = true, paused = false, state = 'RUNNING', next_at = current_timestamp
where id = :#${variable.id} and state in ('RECEIVED', 'CHECKING', 'RUNNING') and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
