-- Seconds the oldest overdue row has waited (negative: none is overdue). (Operations in this state; 0 when there are none.)
select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag from operation where state = :#${variable.swept}
