-- next_at lies ahead, so that a chunk that fails is not tried at every beat; the attempt is counted before it, so that one that ends the process counts too. A bundle that takes a job over checks it from its beginning.
update bulk_job
set position = case when state = 'CHECKING' and owner <> :#${variable.node} then 0 else position end,
    state = case when state = 'RECEIVED' then 'CHECKING' else state end,
    owner = :#${variable.node}, lease_until = current_timestamp + cast(:#${variable.lease} as numeric(12,3)) * interval '1' second,
    attempts = attempts + 1, next_at = current_timestamp + interval '5' second
where id = :#${variable.jobId} and state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused
  and (owner = :#${variable.node} or lease_until is null or lease_until < current_timestamp)
