delete from dead_letter where state in ('CLOSED', 'DISCARDED') and closed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
