-- Seconds the longest-waiting job, of those that are due, has waited for its next chunk; 0 when none has.
select coalesce(max(extract(epoch from (current_timestamp - next_at))), 0) as lag
from bulk_job where state in ('RECEIVED', 'CHECKING', 'RUNNING') and not paused and next_at <= current_timestamp
