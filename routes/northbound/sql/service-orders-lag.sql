-- Seconds the longest-waiting order, of those that are due, has waited for its turn; 0 when none has.
select coalesce(max(extract(epoch from (current_timestamp - next_at))), 0) as lag
from service_order where next_at <= current_timestamp
