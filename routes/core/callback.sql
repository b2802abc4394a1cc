-- name: claim
-- In the order they came, per order key: a later one waits until the earlier is worked on or dead. The
-- attempt is counted before the work, so that a message that kills the process is counted too.
-- In: inboxId, lease (s), orphanFor (s). Out: the message; no row when it is not due, or not the next in
-- order.
update inbox
set attempts = attempts + 1,
    next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN') and next_at <= current_timestamp
  and not exists (select from inbox earlier
                  where earlier.order_key = inbox.order_key and earlier.state = 'RECEIVED'
                    and earlier.id < inbox.id)
returning id, order_key as inbox_key, iccid, peer, kind, raw, state, attempts, received_at,
          received_at + cast(:#${variable.orphanFor} as integer) * interval '1' second
            < current_timestamp as too_old

-- name: uncount
-- Gives an attempt back; not if the work was committed after all, and only the answer to the commit was lost.
-- In: inboxId, attempts (the fence: as claimed; with another number, another worker has the message).
update inbox set attempts = attempts - 1, next_at = current_timestamp + interval '1' second
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
  and attempts = coalesce(cast(:#${variable.attempts} as integer), attempts)

-- name: hold
-- Whether this worker holds the message, and nobody else until its transaction ends. In: inboxId, attempts
-- (the fence).
-- Out: true, or no row. Its row is taken before any key, as in the statements that work on a message alone.
select true as mine from inbox
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
  and attempts = cast(:#${variable.attempts} as integer)
for update

-- name: end
-- What became of a message: worked on, which closes the dead letter it was, or an orphan, whose attempts do
-- not count; only while this worker holds it.
-- In: inboxId, attempts (the fence), inboxState, reason, tenant, nextIn (s).
-- Out: the next under its order key that waited for it; one that is just coming is found by the sweeper.
with ended as (
  update inbox
  set state = :#${variable.inboxState}, reason = cast(:#${variable.reason} as varchar),
      tenant = cast(:#${variable.tenant} as varchar),
      attempts = case when :#${variable.inboxState} = 'ORPHAN' then 0 else attempts end,
      next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
  where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
    and attempts = cast(:#${variable.attempts} as integer)
  returning id, order_key, state
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  from ended
  where dead_letter.kind = 'callback' and dead_letter.id = ended.id and dead_letter.state = 'REPLAYING'
    and ended.state = 'DONE'
)
select (select later.id from inbox later
        where later.order_key = ended.order_key and later.state = 'RECEIVED' and later.id <> ended.id
        order by later.id limit 1) as next_nudge
from ended

-- name: dead
-- The dead letter of a message that has just become DEAD; none if it was one before. In: inboxId, reason.
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select id, 'callback', tenant, coalesce(order_key, iccid), kind, :#${variable.reason}, 'OPEN',
       current_timestamp
from inbox where id = :#${variable.inboxId} and state = 'DEAD'
on conflict do nothing

-- name: reopen
-- The dead letter it was is open again: its replay failed. In: inboxId, reason.
update dead_letter set state = 'OPEN', reason = :#${variable.reason}, announced_at = null
where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING'
