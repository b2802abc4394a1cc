-- Not if the work was committed after all, and only the answer to the commit was lost.
update inbox set attempts = attempts - 1, next_at = current_timestamp + interval '1' second
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN') and attempts = coalesce(cast(:#${variable.attempts} as integer), attempts)
