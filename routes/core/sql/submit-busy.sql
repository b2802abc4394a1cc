-- Whether an operation that changes the card is open under this key. Reading finds nothing busy.
select id from operation
where (order_key = :#${variable.orderKey} or interface = 'es2plus' and :#${variable.interface} = 'es2plus' and iccid = cast(:#${variable.iccid} as varchar)) and state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')
  and function not in ('getEIS', 'auditEIS', 'getProfileStatus') and :#${variable.function} not in ('getEIS', 'auditEIS', 'getProfileStatus')
order by id limit 1
