-- name: open
-- The result of a call is to be asked for, while its peer may have one. Before the call leaves.
-- In: sendingId, pollFor (s).
update call
set poll_at = current_timestamp,
    poll_until = current_timestamp + cast(:#${variable.pollFor} as integer) * interval '1' second
where id = :#${variable.sendingId}

-- name: next
-- The call at the peer that was asked after longest ago, claimed for as long as a question may take; and the one
-- asked after last is due again a little before the next beat of the timer (pollIn). A call that is answered, was not
-- taken, or has no time left, is asked after no more.
-- In: peer, pollLease (s), pollIn (s); sendingId and claimedAt of the one before, null if this is the first.
-- Out: sending_id, claimed_at; no row if none is due.
with asked as (
  update call
  set poll_at = cast(:#${variable.claimedAt} as timestamp with time zone)
                + cast(:#${variable.pollIn} as integer) * 0.9 * interval '1' second
  where id = cast(:#${variable.sendingId} as varchar) and poll_at is not null
), over as (
  update call set poll_at = null
  where id in (select id from call
               where peer = :#${variable.peer} and poll_at <= current_timestamp
                 and id is distinct from cast(:#${variable.sendingId} as varchar)
                 and (answered_at is not null or poll_until <= current_timestamp
                      or outcome not in ('accepted', 'unknown'))
               for update skip locked)
), due as (
  select id from call
  where peer = :#${variable.peer} and poll_at <= current_timestamp
    and id is distinct from cast(:#${variable.sendingId} as varchar)
    and answered_at is null and poll_until > current_timestamp
    and coalesce(outcome, 'accepted') in ('accepted', 'unknown')
  order by poll_at limit 1
  for update skip locked
)
update call
set poll_at = current_timestamp + cast(:#${variable.pollLease} as integer) * interval '1' second
from due
where call.id = due.id
returning call.id as sending_id, current_timestamp as claimed_at
