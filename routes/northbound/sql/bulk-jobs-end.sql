update bulk_job
set state = case when cancelled then 'CANCELLED' else 'COMPLETED' end, reason = null, attempts = 0, next_at = null, lease_until = null, finished_at = current_timestamp
where id = :#${variable.jobId} and state = 'RUNNING' and owner = :#${variable.node}
