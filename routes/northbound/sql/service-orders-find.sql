select tenant as order_tenant, external_id, document, state as order_state, cancelled_at, cancellation_reason, created_at, started_at, completed_at
from service_order
where id = :#${variable.serviceOrderId} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
