-- The first of its key that has no time, as whoever should have given it its turn has died: seldom, and seen to seldom.
-- From one key to the next by the index.
with recursive first as (
  (select id, subscription_id, order_key, state, next_at, relayed from delivery
   where state in ('PENDING', 'SENDING') order by subscription_id, order_key, position limit 1)
  union all
  select later.* from first cross join lateral (
    select d.id, d.subscription_id, d.order_key, d.state, d.next_at, d.relayed from delivery d
    where d.state in ('PENDING', 'SENDING')
      and (d.subscription_id, d.order_key) > (first.subscription_id, first.order_key)
    order by d.subscription_id, d.order_key, d.position limit 1) later)
update delivery set next_at = current_timestamp
where state = 'PENDING' and next_at is null
  and id in (select id from first where state = 'PENDING' and next_at is null and not relayed)
