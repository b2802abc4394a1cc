-- While it ends, the attempt goes on until its results are where they belong.
update bulk_job
set position = :#${variable.jobPosition}, rejected = :#${variable.jobRejected},
    attempts = case when :#${variable.jobEnding} = true then attempts else 0 end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.jobId} and state = 'RUNNING' and owner = :#${variable.node}
