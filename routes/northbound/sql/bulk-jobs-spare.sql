update bulk_job set attempts = attempts - 1 where id = :#${variable.jobId} and attempts > 0 and owner = :#${variable.node}
