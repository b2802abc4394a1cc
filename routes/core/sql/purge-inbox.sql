delete from inbox where state in ('DONE', 'ORPHAN') and next_at is null and received_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
