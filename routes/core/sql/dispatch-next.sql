-- The next in order under a key whose operation has just ended is due now, if it waits for that. Out: its id.
with next as (
  select id, waiting_for from operation
  where (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus' and iccid = cast(:#${variable.iccid} as varchar))
    and state = 'ACCEPTED'
  order by id limit 1
), due as (
  update operation set next_at = current_timestamp
  where id = (select id from next where waiting_for = 'turn') and state = 'ACCEPTED' and waiting_for = 'turn'
)
select id from next
