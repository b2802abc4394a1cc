-- Seconds the longest-waiting order, of those that are due, has waited for its turn (negative: none is due; 0 when there are none).
select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag
from service_order
