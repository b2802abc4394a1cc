-- The next in turn under a key whose operation has just ended.
select id from operation where (order_key = :#${variable.orderKey} or interface = 'es2plus' and :#${variable.interface} = 'es2plus' and iccid = cast(:#${variable.iccid} as varchar)) and state = 'ACCEPTED' order by id limit 1
