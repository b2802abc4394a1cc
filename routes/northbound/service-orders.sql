-- name: find
-- One order. In: serviceOrderId, scope (null: every tenant). Out: the row, if the caller may see it.
select tenant as order_tenant, external_id, document, state as order_state, cancelled_at, cancellation_reason,
       created_at, started_at, completed_at
from service_order
where id = :#${variable.serviceOrderId}
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: milestones
-- What was heard of the ordered profiles since: the first event of each type. In: serviceOrderId, scope.
-- Out: line of the item, type, id, at.
select cast(o.parent_line as integer) as line, e.type, min(e.id) as id, min(e.at) as at
from operation o join event e on e.tenant = o.tenant and e.subject = o.iccid and e.at >= o.created_at
where o.parent_id = :#${variable.serviceOrderId}
  and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})
  and e.type like 'rsp.profile.%'
group by o.parent_line, e.type
order by 4

-- name: items
-- Each item with the operation it became, if it has. In: serviceOrderId, scope. Out: a row for each, by
-- line.
select i.line, i.item_id, i.relies_on, i.command, i.state as item_state, i.fault,
       o.id, o.tenant, o.function, o.interface, o.peer, o.eid, o.iccid, o.client_reference, o.template,
       o.next_steps, o.after_id, o.parameters, o.state,
       o.step, o.waiting_for, o.status, o.result, o.created_at, o.deadline, o.finished_at
from service_order_item i join service_order s on s.id = i.order_id
left join operation o on o.parent_id = i.order_id and o.parent_line = i.line
where i.order_id = :#${variable.serviceOrderId}
  and (cast(:#${variable.scope} as varchar) is null or s.tenant = :#${variable.scope})
order by i.line

-- name: count
-- How many service-orders.list pages through. In: scope, state, externalId (null: any). Out: total.
select count(*) as total from service_order
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.state} as varchar) is null or upper(state) = :#${variable.state})
  and (cast(:#${variable.externalId} as varchar) is null or external_id = :#${variable.externalId})

-- name: list
-- A page, newest first. In: scope, state, externalId (null: any), limit, offset. Out: order_id.
select id as order_id from service_order
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.state} as varchar) is null or upper(state) = :#${variable.state})
  and (cast(:#${variable.externalId} as varchar) is null or external_id = :#${variable.externalId})
order by id desc
limit cast(:#${variable.limit} as integer) offset cast(coalesce(:#${variable.offset}, '0') as integer)
