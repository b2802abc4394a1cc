-- A file that was taken, and could not be removed before the process ended, is the same job; so is an upload that comes again under its Idempotency-Key.
insert into bulk_job (id, tenant, name, source, digest, modified_at, idempotency_key, state, paused, cancelled, position, rejected, next_at, created_at)
values (:#${variable.jobId}, :#${variable.jobTenant}, :#${variable.jobName}, :#${variable.jobSource}, :#${variable.jobDigest}, :#${variable.jobModified},
        cast(:#${variable.idempotencyKey} as varchar), 'RECEIVED', false, false, 0, 0, current_timestamp, current_timestamp)
on conflict do nothing
