-- The keys that got something, but for those whose first waits, and the relay's, which looks for itself.
select distinct d.subscription_id || '|' || d.order_key as due from event e join delivery d on d.event_id = e.id
where e.position > cast(:#${variable.base} as bigint) and e.position <= cast(:#${variable.upto} as bigint)
  and d.state = 'PENDING' and d.next_at is not null and not d.relayed
