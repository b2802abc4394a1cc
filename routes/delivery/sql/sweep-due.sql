-- Keys that have something due: waits that ended, and nudges that JMS lost. Of each subscription so many, so that the backlog of one
-- does not hide what is due to the others; from one subscription to the next by the index, at the price of those that have something.
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id order by d.subscription_id limit 1)
  from waiting where waiting.id is not null)
select distinct due.subscription_id || '|' || due.order_key as due
from waiting join subscription s on s.id = waiting.id and s.state = 'ENABLED' and s.channel not in ('queue', 'topic')
cross join lateral (
  select d.subscription_id, d.order_key from delivery d
  where d.subscription_id = waiting.id and d.state = 'PENDING' and d.next_at <= current_timestamp
  order by d.next_at limit cast(:#${properties:rsp.sweep.batch} as integer)) due
