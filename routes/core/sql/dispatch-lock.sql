-- The order key's row, and that of the profile an order by type was given: who wants to order it now queues here too.
select order_key from order_key where order_key in (:#${variable.orderKey}, cast(:#${variable.iccid} as varchar)) order by order_key for update
