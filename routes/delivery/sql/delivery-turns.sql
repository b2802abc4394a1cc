-- What is behind one that waits for its next attempt has no time of its own, but its turn: however much that is, the sweeper sees the first of each key only. So many at once; the next nudge sees to the rest.
update delivery set next_at = null
where id in (select d.id from delivery d
             where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state = 'PENDING' and d.next_at <= current_timestamp and not d.relayed
             order by d.position limit 5000)
  and state = 'PENDING' and next_at <= current_timestamp
  and (select case when d.state = 'PENDING' and d.next_at > current_timestamp then 1 else 0 end from delivery d
       where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
       order by d.position limit 1) = 1
