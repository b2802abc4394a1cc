-- name: insert
-- A new job, unless the file made one before: a file that was taken, and could not be removed before the
-- process ended, is the same job; so is an upload that comes again under its Idempotency-Key. In: jobId,
-- jobTenant, jobName, jobSource, jobDigest, jobModified, idempotencyKey (or null). Out: one row, or none.
insert into bulk_job (id, tenant, name, source, digest, modified_at, idempotency_key,
                      state, paused, cancelled, position, rejected, next_at, created_at)
values (:#${variable.jobId}, :#${variable.jobTenant}, :#${variable.jobName}, :#${variable.jobSource},
        :#${variable.jobDigest}, :#${variable.jobModified}, cast(:#${variable.idempotencyKey} as varchar),
        'RECEIVED', false, false, 0, 0, current_timestamp, current_timestamp)
on conflict do nothing

-- name: lag
-- Out: lag, the seconds the job that is due longest has waited for its next chunk (negative: none is due; 0:
-- there are none); due, whether one is.
select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag,
       coalesce(min(next_at) <= current_timestamp, false) as due
from bulk_job where state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused

-- name: due
-- The job that has waited longest for its next chunk, this instance's or left by one that died. In: node.
-- Out: job_id, or no row.
select id as job_id from bulk_job
where state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused and next_at <= current_timestamp
  and (owner = :#${variable.node} or lease_until is null or lease_until < current_timestamp)
order by next_at limit 1

-- name: claim
-- Claims a job for its next chunk, unless another instance has it. In: jobId, node, lease (s). Out: one row,
-- or none. The attempt is counted before it is made, so that one that ends the process counts too; next_at
-- lies ahead, so that a chunk that fails is not tried at every beat. An instance that takes a job over checks
-- it from its beginning.
update bulk_job
set position = case when state = 'CHECKING' and owner <> :#${variable.node} then 0 else position end,
    state = case when state = 'RECEIVED' then 'CHECKING' else state end,
    owner = :#${variable.node},
    lease_until = current_timestamp + cast(:#${variable.lease} as numeric(12,3)) * interval '1' second,
    attempts = attempts + 1, next_at = current_timestamp + interval '5' second
where id = :#${variable.jobId} and state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused
  and (owner = :#${variable.node} or lease_until is null or lease_until < current_timestamp)

-- name: load
-- In: jobId. Out: the claimed job.
select tenant as job_tenant, name as job_name, source as job_source, format as job_format,
       state as job_state, position as job_position, lines as job_lines, rejected as job_rejected,
       cancelled as job_cancelled, attempts as job_attempts
from bulk_job where id = :#${variable.jobId}

-- name: uncount
-- Takes an attempt back that was none. In: jobId, node.
update bulk_job set attempts = attempts - 1
where id = :#${variable.jobId} and attempts > 0 and owner = :#${variable.node}

-- name: checked
-- After a chunk that was checked. In: jobId, node, jobFormat, jobRead (to the end: the job runs from now on),
-- jobPosition, jobRejected.
update bulk_job
set format = :#${variable.jobFormat}, rejected = :#${variable.jobRejected},
    position = case when :#${variable.jobRead} = true then 0
                    else cast(:#${variable.jobPosition} as bigint) end,
    lines = case when :#${variable.jobRead} = true then cast(:#${variable.jobPosition} as bigint) end,
    state = case when :#${variable.jobRead} = true or cancelled then 'RUNNING' else state end,
    started_at = case when :#${variable.jobRead} = true then current_timestamp end,
    attempts = 0, next_at = current_timestamp
where id = :#${variable.jobId} and state = 'CHECKING' and owner = :#${variable.node}

-- name: open
-- How many operations of the job are under way. In: jobId. Out: job_open.
select count(*) as job_open from operation
where parent_id = :#${variable.jobId} and state in ('ACCEPTED', 'SENDING', 'WAITING')

-- name: ran
-- After a chunk that was submitted. In: jobId, node, jobPosition, jobRejected, nextIn (s), jobEnding (true:
-- while results are exported, attempts are not reset).
update bulk_job
set position = :#${variable.jobPosition}, rejected = :#${variable.jobRejected},
    attempts = case when :#${variable.jobEnding} = true then attempts else 0 end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.jobId} and state = 'RUNNING' and owner = :#${variable.node}

-- name: end
-- Ends a job whose results are where they belong. In: jobId, node.
update bulk_job
set state = case when cancelled then 'CANCELLED' else 'COMPLETED' end, reason = null, attempts = 0,
    next_at = null, lease_until = null, finished_at = current_timestamp
where id = :#${variable.jobId} and state = 'RUNNING' and owner = :#${variable.node}

-- name: export-failed
-- The results stay in the spool, and are exported again after 30 seconds, doubling, at most an hour. That is
-- no attempt at the job itself. In: jobId, node.
update bulk_job
set reason = 'Its results could not be put into rsp.files.out, or its file into rsp.files.done; that is tried again.',
    attempts = greatest(attempts - 1, 0), failed_exports = failed_exports + 1,
    next_at = current_timestamp + least(30 * power(2, least(failed_exports, 10)), 3600) * interval '1' second
where id = :#${variable.jobId} and owner = :#${variable.node}

-- name: refuse
-- Ends a job with a reason: nothing of it was sent (REFUSED), or nothing more (FAILED). In: jobId, node,
-- reason, jobFormat (or null).
update bulk_job
set state = case when cancelled then 'CANCELLED' when state = 'CHECKING' then 'REFUSED' else 'FAILED' end,
    reason = :#${variable.reason}, format = cast(:#${variable.jobFormat} as varchar),
    next_at = null, lease_until = null, finished_at = current_timestamp
where id = :#${variable.jobId} and state in ('CHECKING', 'RUNNING') and owner = :#${variable.node}

-- name: repeated
-- The job that the file made before: under its key, or else by name, content and time stamp. In: as insert.
select id, digest, idempotency_key from bulk_job
where tenant = :#${variable.jobTenant}
  and (idempotency_key = :#${variable.idempotencyKey}
       or name = :#${variable.jobName} and digest = :#${variable.jobDigest}
          and modified_at = :#${variable.jobModified})
order by case when idempotency_key = :#${variable.idempotencyKey} then 0 else 1 end limit 1

-- name: counts
-- The job's operations by state. In: id.
select state, count(*) as number from operation where parent_id = :#${variable.id} group by state

-- name: find
-- A job that the caller may see. In: id, scope (null: any tenant's).
select * from bulk_job
where id = :#${variable.id} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: list
-- A page, newest first. In: scope, limit, cursor (the last id of the page before, or null).
select * from bulk_job
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor})
order by id desc limit cast(:#${variable.limit} as integer)

-- name: pause
-- Pauses or resumes a job that has not ended. In: id, scope, pause. Out: one row, or none.
update bulk_job set paused = :#${variable.pause}, next_at = current_timestamp
where id = :#${variable.id} and state in ('RECEIVED', 'CHECKING', 'RUNNING') and not cancelled
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: cancel
-- What was submitted goes on; no further line is. In: id, scope. Out: one row, or none.
update bulk_job set cancelled = true, paused = false, state = 'RUNNING', next_at = current_timestamp
where id = :#${variable.id} and state in ('RECEIVED', 'CHECKING', 'RUNNING')
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: old
-- Jobs beyond their retention, oldest first. In: age (s). Out: ids.
select id from bulk_job
where finished_at < current_timestamp - cast(:#${variable.age} as numeric(12,3)) * interval '1' second
order by finished_at limit cast(:#${properties:rsp.sweep.batch} as integer)

-- name: purge
-- In: jobId.
delete from bulk_job where id = :#${variable.jobId}

-- name: results
-- What came of lines that were submitted, for result.csv, a page of them in their order. In: the job's id, the
-- last line of the page before (0: none), how many.
select id, parent_line, client_reference, function, eid, iccid, state, status, result, template
from operation where parent_id = ? and parent_line > ? order by parent_line limit ?

-- name: submitted
-- The lines submitted last: what a chunk that was not counted any more has done. In: the job's id, how many.
select parent_line from operation where parent_id = ? order by parent_line desc limit ?
