-- The first unfinished delivery of this subscription under this key, if it is due and nobody has it: order per key under retry.
update delivery
set state = 'SENDING', attempts = attempts + 1, next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
where id = (select d.id from delivery d
            where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
            order by d.position limit 1)
  and state = 'PENDING' and next_at <= current_timestamp and not relayed;
-- Behind one that waits for its next attempt nothing is due before it: else the sweeper would see these, and never what comes after them.
update delivery
set next_at = (select d.next_at from delivery d
               where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
               order by d.position limit 1)
where subscription_id = :#${variable.subscriptionId} and order_key = :#${variable.key} and state = 'PENDING' and next_at <= current_timestamp
  and exists (select 1 from (select d.state, d.next_at from delivery d
                             where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
                             order by d.position limit 1) first
              where first.state = 'PENDING' and first.next_at > current_timestamp)
