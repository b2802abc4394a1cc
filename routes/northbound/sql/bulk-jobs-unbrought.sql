-- The results stay in the spool, and are brought again after 30 seconds, doubling, at most an hour. That is no attempt at the job itself.
update bulk_job
set reason = 'Its results could not be put into rsp.files.out, or its file into rsp.files.done; that is tried again.', attempts = greatest(attempts - 1, 0), deliveries = deliveries + 1,
    next_at = current_timestamp + least(30 * power(2, least(deliveries, 10)), 3600) * interval '1' second
where id = :#${variable.jobId} and owner = :#${variable.node}
