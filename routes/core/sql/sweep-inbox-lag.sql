select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag from inbox where state in ('RECEIVED', 'ORPHAN')
