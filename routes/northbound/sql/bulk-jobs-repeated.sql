select id, digest from bulk_job
where tenant = :#${variable.jobTenant} and (idempotency_key = :#${variable.idempotencyKey} or name = :#${variable.jobName} and digest = :#${variable.jobDigest} and modified_at = :#${variable.jobModified})
