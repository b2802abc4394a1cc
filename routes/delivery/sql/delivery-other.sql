-- Another key of this subscription that has something due and that nobody works on: one of the oldest, not the same for everybody who asks.
select order_key from (
  select d.order_key from delivery d
  where d.subscription_id = :#${variable.subscriptionId} and not d.relayed and d.state = 'PENDING' and d.next_at <= current_timestamp
    and not exists (select 1 from delivery b where b.subscription_id = d.subscription_id and b.order_key = d.order_key and b.state = 'SENDING')
  order by d.next_at limit 50) oldest
order by random() limit 1
