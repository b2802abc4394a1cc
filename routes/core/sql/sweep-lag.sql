-- Seconds the oldest overdue row has waited. (Operations in this state; 0 when none.)
select coalesce(max(extract(epoch from (current_timestamp - next_at))), 0) as lag
from operation where state = :#${variable.swept} and next_at <= current_timestamp
