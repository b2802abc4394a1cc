-- The new ones that are behind one that waits: as in delivery-turns.sql, without a nudge for each. After the commit, so
-- that whoever ends an attempt from now on sees them. In: base and upto, of fan-out.sql.
update delivery set next_at = null
where event_id in (
    select id from event
    where position > cast(:#${variable.base} as bigint) and position <= cast(:#${variable.upto} as bigint))
  and state = 'PENDING' and attempts = 0 and not relayed
  and (select case when d.state = 'PENDING' and d.next_at > current_timestamp and d.position < delivery.position then 1 else 0 end from delivery d
       where d.subscription_id = delivery.subscription_id and d.order_key = delivery.order_key and d.state in ('PENDING', 'SENDING')
       order by d.position limit 1) = 1
