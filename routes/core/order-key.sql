-- name: lock
-- Every move under one order key queues here, so that events commit in the order of their sequence. The key's
-- row is made, or held as it is: a conflict locks it even where nothing is to be updated. In: orderKey.
insert into order_key (order_key, sequence) values (:#${variable.orderKey}, 0)
on conflict (order_key) do update set sequence = order_key.sequence where false
