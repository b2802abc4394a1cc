select id, digest, idempotency_key from bulk_job
where tenant = :#${variable.jobTenant} and (idempotency_key = :#${variable.idempotencyKey} or name = :#${variable.jobName} and digest = :#${variable.jobDigest} and modified_at = :#${variable.jobModified})
order by case when idempotency_key = :#${variable.idempotencyKey} then 0 else 1 end limit 1
