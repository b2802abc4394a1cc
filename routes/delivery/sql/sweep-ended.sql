-- What a subscription that is disabled or deleted still had to get is kept as dead letters: nothing is dropped, whoever was at it when
-- it ended. What is under way ends first. A replay that comes to nothing is open again. So many of each subscription at a time, from one
-- to the next by the index, as in sweep-due.sql.
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id order by d.subscription_id limit 1)
  from waiting where waiting.id is not null),
stranded as (
  update delivery set state = 'DEAD', next_at = null
  where id = any (array(
    select due.id from waiting left join subscription s on s.id = waiting.id cross join lateral (
      select d.id from delivery d where d.subscription_id = waiting.id and d.state = 'PENDING'
      order by d.order_key, d.position limit 5000 for update skip locked) due
    where s.state is distinct from 'ENABLED'))
  returning id, event_id, tenant, subscription_id)
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select d.id, 'delivery', d.tenant, e.subject, e.type, case when s.id is null then 'the subscription was deleted before this was delivered' else 'the subscription was disabled: its receiver answered 410' end,
       'OPEN', current_timestamp
from stranded d join event e on e.id = d.event_id left join subscription s on s.id = d.subscription_id
on conflict (id) do update set state = 'OPEN', reason = excluded.reason, announced_at = null where dead_letter.state = 'REPLAYING'
