-- Seconds the oldest overdue operation of each state has waited, and the oldest message in the inbox (negative: none is
-- overdue; 0: there are none).
select coalesce(extract(epoch from (current_timestamp - (select min(next_at) from operation where state = 'ACCEPTED'))), 0) as accepted_lag,
       coalesce(extract(epoch from (current_timestamp - (select min(next_at) from operation where state = 'SENDING'))), 0) as sending_lag,
       coalesce(extract(epoch from (current_timestamp - (select min(next_at) from operation where state = 'WAITING'))), 0) as waiting_lag,
       coalesce(extract(epoch from (current_timestamp - (select min(next_at) from operation where state = 'IN_DOUBT'))), 0) as in_doubt_lag,
       coalesce(extract(epoch from (current_timestamp - (select min(next_at) from inbox where state in ('RECEIVED', 'ORPHAN')))), 0) as inbox_lag
