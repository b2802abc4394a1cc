-- The next in turn under a key whose operation has just ended.
select id from operation where order_key = :#${variable.orderKey} and state = 'ACCEPTED' order by id limit 1
