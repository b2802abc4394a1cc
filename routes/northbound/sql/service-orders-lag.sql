-- Seconds the longest-waiting order, of those that are due, has waited for its turn (negative: none is due; 0 when there are none); due: whether one is.
select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag,
       coalesce(min(next_at) <= current_timestamp, false) as due
from service_order
