-- What was submitted is the operation's to keep, its confirmation code too.
update service_order_item
set state = :#state, command = case when :#state in ('acknowledged', 'pending') then command end
where order_id = :#order_id and line = :#line
