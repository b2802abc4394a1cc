-- The same in the order of each key, as deliverers lock them (the delivered one, then the next): neither waits for the other forever.
update delivery set state = 'DEAD', next_at = null
where id in (select d.id from delivery d where d.subscription_id = :#${variable.subscriptionId} and d.state in ('PENDING', 'SENDING') order by d.position for update)
