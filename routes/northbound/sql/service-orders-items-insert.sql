insert into service_order_item (order_id, tenant, line, item_id, relies_on, command, state)
select id, tenant, cast(:#line as integer), cast(:#item_id as varchar), cast(:#relies_on as varchar), cast(:#command as varchar), cast(:#state as varchar)
from service_order where id = :#order_id
