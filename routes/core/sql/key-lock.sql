-- Every move under one order key queues here, so that events commit in the order of their sequence. Takes the key's row,
-- or makes it, which holds it too.
with made as (
  insert into order_key (order_key, sequence) values (:#${variable.orderKey}, 0) on conflict do nothing
)
select sequence from order_key where order_key = :#${variable.orderKey} for update
