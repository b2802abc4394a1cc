-- name: insert
-- A new order; no row when its Idempotency-Key came before. In: serviceOrderId, tenant, externalId,
-- idempotencyKey, requestHash, document.
insert into service_order (id, tenant, external_id, idempotency_key, request_hash, document, state, next_at, created_at)
values (:#${variable.serviceOrderId}, :#${variable.tenant}, :#${variable.externalId}, :#${variable.idempotencyKey},
        :#${variable.requestHash}, :#${variable.document}, 'acknowledged', current_timestamp, current_timestamp)
on conflict do nothing

-- name: items-insert
-- In, of each row: order_id, line, item_id, relies_on, command, state.
insert into service_order_item (order_id, tenant, line, item_id, relies_on, command, state)
select id, tenant, cast(:#line as integer), cast(:#item_id as varchar), cast(:#relies_on as varchar),
       cast(:#command as varchar), cast(:#state as varchar)
from service_order where id = :#order_id

-- name: repeated
-- The order that the key made. In: tenant, idempotencyKey. Out: id, request_hash.
select id, request_hash from service_order
where tenant = :#${variable.tenant} and idempotency_key = :#${variable.idempotencyKey}

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
select cast(o.job_line as integer) as line, e.type, min(e.id) as id, min(e.at) as at
from operation o join event e on e.tenant = o.tenant and e.subject = o.iccid and e.at >= o.created_at
where o.job_id = :#${variable.serviceOrderId}
  and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})
  and e.type like 'rsp.profile.%'
group by o.job_line, e.type
order by 4

-- name: items
-- Each item with the operation it became, if it has. In: serviceOrderId, scope. Out: a row for each, by
-- line.
select i.line, i.item_id, i.relies_on, i.command, i.state as item_state, i.fault,
       o.id, o.tenant, o.function, o.interface, o.peer, o.eid, o.iccid, o.client_reference, o.parameters, o.state,
       o.step, o.waiting_for, o.status, o.result, o.created_at, o.deadline, o.finished_at
from service_order_item i join service_order s on s.id = i.order_id
left join operation o on o.job_id = i.order_id and o.job_line = i.line
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

-- name: cancel
-- Once, and while it has not ended; it is due at once. In: serviceOrderId, scope, reason.
update service_order
set cancelled_at = current_timestamp, cancellation_reason = :#${variable.reason}, next_at = current_timestamp
where id = :#${variable.serviceOrderId} and completed_at is null and cancelled_at is null
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: lag
-- Out: lag, for how many seconds the longest-waiting order has been due (negative: none is due; 0: there
-- are none); due, whether one is.
select coalesce(extract(epoch from (current_timestamp - min(next_at))), 0) as lag,
       coalesce(min(next_at) <= current_timestamp, false) as due
from service_order

-- name: due
-- The order that has been due for longest. Out: order_id; no row for none.
select id as order_id from service_order where next_at <= current_timestamp order by next_at limit 1

-- name: claim
-- next_at lies ahead: nobody else works on it meanwhile, and one that fails is not tried at every beat.
-- In: serviceOrderId.
update service_order set next_at = current_timestamp + interval '30' second
where id = :#${variable.serviceOrderId} and next_at <= current_timestamp

-- name: items-fault
-- Why an item cannot be an order. In: serviceOrderId, jobLine, fault.
update service_order_item set fault = :#${variable.fault}
where order_id = :#${variable.serviceOrderId} and line = :#${variable.jobLine}

-- name: move
-- The order's state, and when it is looked at again; no row if another instance has moved it. In:
-- serviceOrderId, orderStateBefore, orderState, nextIn (s; null: it has ended).
update service_order
set state = :#${variable.orderState},
    started_at = case when started_at is null and :#${variable.orderState} <> 'acknowledged'
                      then current_timestamp else started_at end,
    completed_at = case when cast(:#${variable.nextIn} as numeric(12,3)) is null then current_timestamp end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.serviceOrderId} and state = :#${variable.orderStateBefore} and completed_at is null

-- name: items-move
-- What was submitted is the operation's to keep, its confirmation code too. In, of each row: order_id,
-- line, state.
update service_order_item
set state = :#state, command = case when :#state in ('acknowledged', 'pending') then command end
where order_id = :#order_id and line = :#line

-- name: purge-items
-- Those of the orders that service-orders.purge means. In: age (s).
delete from service_order_item
where order_id in (select id from service_order
                   where completed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second)

-- name: purge
-- Orders that ended longer ago. In: age (s).
delete from service_order
where completed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
