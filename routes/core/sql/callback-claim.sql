-- The attempt is counted before the work, so that a message that kills the process is counted too.
update inbox set attempts = attempts + 1, next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN') and next_at <= current_timestamp
