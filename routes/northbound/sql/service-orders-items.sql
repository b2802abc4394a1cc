-- Each item with the operation it became.
select i.line, i.item_id, i.relies_on, i.command, i.state as item_state, i.fault,
       o.id, o.tenant, o.function, o.interface, o.peer, o.eid, o.iccid, o.client_reference, o.parameters, o.state, o.step, o.waiting_for, o.status, o.result,
       o.created_at, o.deadline, o.finished_at
from service_order_item i join service_order s on s.id = i.order_id
left join operation o on o.job_id = i.order_id and o.job_line = i.line
where i.order_id = :#${variable.serviceOrderId} and (cast(:#${variable.scope} as varchar) is null or s.tenant = :#${variable.scope})
order by i.line
