insert into service_order_item (order_id, line, item_id, relies_on, command, state)
values (:#order_id, :#line, :#item_id, :#relies_on, :#command, :#state)
