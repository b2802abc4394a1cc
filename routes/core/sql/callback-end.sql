-- What became of a message: worked on, which closes the dead letter it was, or an orphan, whose attempts do not
-- count; only while this worker holds it.
-- Out: the next under its order key that waited for it; one that is just coming is found by the sweeper.
with closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING' and :#${variable.inboxState} = 'DONE'
)
update inbox
set state = :#${variable.inboxState}, reason = cast(:#${variable.reason} as varchar),
    tenant = cast(:#${variable.tenant} as varchar),
    attempts = case when :#${variable.inboxState} = 'ORPHAN' then 0 else attempts end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
  and attempts = cast(:#${variable.attempts} as integer)
returning (select later.id from inbox later
           where later.order_key = inbox.order_key and later.state = 'RECEIVED' and later.id <> inbox.id
           order by later.id limit 1) as next_nudge
