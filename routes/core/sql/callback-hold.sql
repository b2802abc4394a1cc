-- Whether this worker holds the message, and nobody else until its transaction ends. In: inboxId, attempts (the fence).
-- Out: true, or no row. Its row is taken before any key, as in the statements that work on a message alone.
select true as mine from inbox
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
  and attempts = cast(:#${variable.attempts} as integer)
for update
