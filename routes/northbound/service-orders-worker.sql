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
-- Why an item cannot be an order. In: serviceOrderId, parentLine, fault.
update service_order_item set fault = :#${variable.fault}
where order_id = :#${variable.serviceOrderId} and line = :#${variable.parentLine}

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
-- Those of the orders that service-orders-worker.purge deletes. In: age (s).
delete from service_order_item
where order_id in (select id from service_order
                   where completed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second)

-- name: purge
-- Orders that ended longer ago. In: age (s).
delete from service_order
where completed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
