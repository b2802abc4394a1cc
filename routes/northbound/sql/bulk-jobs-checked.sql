update bulk_job
set format = :#${variable.jobFormat}, position = case when :#${variable.jobRead} = true then 0 else cast(:#${variable.jobPosition} as bigint) end, rejected = :#${variable.jobRejected},
    lines = case when :#${variable.jobRead} = true then cast(:#${variable.jobPosition} as bigint) end,
    state = case when :#${variable.jobRead} = true or cancelled then 'RUNNING' else state end,
    started_at = case when :#${variable.jobRead} = true then current_timestamp end,
    attempts = 0, next_at = current_timestamp
where id = :#${variable.jobId} and state = 'CHECKING' and owner = :#${variable.node}
