-- Seconds the longest-waiting job, of those that are due, has waited for its next chunk (negative: none is due; 0 when there are none).
select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag
from bulk_job where state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused
