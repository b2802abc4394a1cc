select coalesce(max(extract(epoch from (current_timestamp - next_at))), 0) as lag
from inbox where state in ('RECEIVED', 'ORPHAN') and next_at <= current_timestamp
