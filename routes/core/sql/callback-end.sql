-- What became of a message: worked on, which closes the dead letter it was, or an orphan, whose attempts do not
-- count; only while this worker holds it.
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
