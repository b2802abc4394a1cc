-- The first of its key that has no time, as whoever should have given it its turn has died: seldom, and seen to seldom.
update delivery set next_at = current_timestamp
where state = 'PENDING' and next_at is null and not relayed
  and not exists (select 1 from delivery d where d.subscription_id = delivery.subscription_id and d.order_key = delivery.order_key and d.state in ('PENDING', 'SENDING') and d.position < delivery.position)
