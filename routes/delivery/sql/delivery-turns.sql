-- What is behind one that waits for its next attempt has no time of its own, but its turn: however much that is, the sweeper sees the first of each key only.
update delivery set next_at = null
where subscription_id = :#${variable.subscriptionId} and order_key = :#${variable.key} and state = 'PENDING' and next_at <= current_timestamp and not relayed
  and (select case when d.state = 'PENDING' and d.next_at > current_timestamp then 1 else 0 end from delivery d
       where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
       order by d.position limit 1) = 1
