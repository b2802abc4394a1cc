delete from bulk_job where id = :#${variable.jobId}
