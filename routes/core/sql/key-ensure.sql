insert into order_key (order_key, sequence) values (:#${variable.orderKey}, 0) on conflict do nothing
