-- What is overdue. Out, by state of an operation, and for the inbox: lag, seconds the oldest has waited (negative: none is
-- overdue; 0: there are none), and due, whether there is something to do. next_due: seconds until the next falls due.
with oldest as (
  select (select min(next_at) from operation where state = 'ACCEPTED') as accepted,
         (select min(next_at) from operation where state = 'SENDING') as sending,
         (select min(next_at) from operation where state = 'WAITING') as waiting,
         (select min(next_at) from operation where state = 'IN_DOUBT') as in_doubt,
         (select min(next_at) from inbox where state in ('RECEIVED', 'ORPHAN')) as inbox
)
select coalesce(extract(epoch from current_timestamp - accepted), 0) as accepted_lag, accepted <= current_timestamp as accepted_due,
       coalesce(extract(epoch from current_timestamp - sending), 0) as sending_lag, sending <= current_timestamp as sending_due,
       coalesce(extract(epoch from current_timestamp - waiting), 0) as waiting_lag, waiting <= current_timestamp as waiting_due,
       coalesce(extract(epoch from current_timestamp - in_doubt), 0) as in_doubt_lag, in_doubt <= current_timestamp as in_doubt_due,
       coalesce(extract(epoch from current_timestamp - inbox), 0) as inbox_lag, inbox <= current_timestamp as inbox_due,
       extract(epoch from least(accepted, sending, waiting, in_doubt, inbox) - current_timestamp) as next_due
from oldest
