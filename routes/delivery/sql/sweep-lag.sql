select coalesce(max(extract(epoch from (current_timestamp - next_at))), 0) as lag
from delivery where state = 'PENDING' and next_at <= current_timestamp
