update bulk_job
set state = case when cancelled then 'CANCELLED' when state = 'CHECKING' then 'REFUSED' else 'FAILED' end, reason = :#${variable.reason}, format = cast(:#${variable.jobFormat} as varchar), next_at = null, lease_until = null, finished_at = current_timestamp
where id = :#${variable.jobId} and state in ('CHECKING', 'RUNNING') and owner = :#${variable.node}
