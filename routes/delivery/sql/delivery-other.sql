-- Another key of this subscription that has something due and that nobody works on: one of the oldest, not the same for everybody who asks.
select order_key from (
  select d.order_key from delivery d
  where d.subscription_id = :#${variable.subscriptionId} and not d.relayed and d.state = 'PENDING' and d.next_at <= current_timestamp
  order by d.next_at limit cast(:#${properties:rsp.sweep.batch} as integer)) oldest
where exists (select 1 from subscription s where s.id = :#${variable.subscriptionId} and s.state = 'ENABLED')
  and not exists (select 1 from delivery d where d.subscription_id = :#${variable.subscriptionId} and d.order_key = oldest.order_key and d.state = 'SENDING')
order by random() limit 1
