-- The next one of this order key that waited for the one just worked on.
select id from inbox where order_key = :#${variable.inboxKey} and state = 'RECEIVED' order by id limit 1
