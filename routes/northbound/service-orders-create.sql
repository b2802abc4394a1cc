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
