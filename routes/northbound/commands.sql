-- name: forget
-- Recorded as an operation: what it held is there, its secrets too. In: commandId.
delete from command where id = :#${variable.commandId}

-- name: close
-- A dead letter whose order has been recorded after all. In: commandId.
update dead_letter set state = 'CLOSED', closed_at = current_timestamp
where kind = 'command' and id = :#${variable.commandId} and state in ('OPEN', 'REPLAYING')

-- name: insert
-- The order as it came, and its first attempt; no row when it came before. In: commandId, tenant,
-- idempotencyKey, raw.
insert into command (id, tenant, idempotency_key, raw, state, attempts, received_at)
values (:#${variable.commandId}, cast(:#${variable.tenant} as varchar), cast(:#${variable.idempotencyKey} as varchar),
        cast(:#${variable.raw} as varchar), 'RECEIVED', 1, current_timestamp)
on conflict do nothing

-- name: count
-- One attempt more; a replay is not taken twice. In: commandId.
update command set attempts = attempts + 1, next_at = current_timestamp + interval '1' minute
where id = :#${variable.commandId} and (next_at is null or next_at <= current_timestamp or state <> 'REPLAYING')

-- name: load
-- In: commandId. Out: the order as it came, or as the template has it, and how often it was tried.
select tenant, idempotency_key, raw, attempts, state, template, next_steps, after_id from command where id = :#${variable.commandId}

-- name: uncount
-- An attempt that the database ended does not count. In: commandId.
update command set attempts = attempts - 1
where id = :#${variable.commandId} and attempts > 0 and state in ('RECEIVED', 'REPLAYING')

-- name: park
-- What cannot be recorded is kept until it is replayed. In: commandId, reason, raw.
update command
set state = 'DEAD', reason = :#${variable.reason}, raw = cast(:#${variable.raw} as varchar), attempts = 0,
    next_at = null
where id = :#${variable.commandId}

-- name: dead
-- Its dead letter, if it has none; its subject is the operation before, of a step of a template. In: commandId, reason.
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select id, 'command', tenant, after_id, 'rsp.commands', :#${variable.reason}, 'OPEN', current_timestamp
from command where id = :#${variable.commandId}
on conflict do nothing

-- name: reopen
-- The dead letter it has had: the replay came to nothing. In: commandId, reason.
update dead_letter set state = 'OPEN', reason = :#${variable.reason}, announced_at = null, closed_at = null
where kind = 'command' and id = :#${variable.commandId} and state <> 'OPEN'

-- name: replayed
-- Orders that a replay brought back, or that are the next step of a template. Out: id, at most a batch.
select id from command where state = 'REPLAYING' and next_at <= current_timestamp
order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)
