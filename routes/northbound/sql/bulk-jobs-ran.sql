update bulk_job
set position = :#${variable.jobPosition}, rejected = :#${variable.jobRejected},
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.jobId} and state = 'RUNNING' and owner = :#${variable.node}
