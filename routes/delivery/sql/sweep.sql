-- What is overdue. Out: lag, seconds that the oldest due delivery, or event that readers do not see or our own broker
-- has not got, has waited (negative: none is due yet; 0: there are none); due, whether one is; next_due, seconds until
-- the next; lease_due, whether a lease has ended; ended, whether a subscription that has ended still has something to
-- get, from one subscription to the next by the index; unannounced, whether a dead letter is.
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d
          where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id order by d.subscription_id limit 1)
  from waiting where waiting.id is not null
), oldest as materialized (
  select (select min((select min(d.next_at) from delivery d
                      where d.subscription_id = waiting.id and d.state = 'PENDING'))
          from waiting) as pending,
         (select min(next_at) from delivery where state = 'SENDING') as lease,
         (select e.at from event e
          where e.position > (select least((select position from fan_out where id = 1), min(relayed_to))
                              from subscription where channel in ('queue', 'topic') and state = 'ENABLED')
          order by e.position limit 1) as behind
)
select coalesce(extract(epoch from current_timestamp - least(pending, behind)), 0) as lag, pending <= current_timestamp as due,
       extract(epoch from least(pending, lease) - current_timestamp) as next_due,
       lease <= current_timestamp as lease_due,
       exists (select from waiting where id is not null
               and not exists (select from subscription s where s.id = waiting.id and s.state = 'ENABLED')) as ended,
       exists (select from dead_letter where state = 'OPEN' and announced_at is null) as unannounced
from oldest
