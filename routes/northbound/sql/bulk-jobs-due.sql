-- The job that has waited longest for its next chunk, here or left by a bundle that died.
select id as job_id from bulk_job
where state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused and next_at <= current_timestamp
  and (owner = :#${variable.node} or lease_until is null or lease_until < current_timestamp)
order by next_at limit 1
