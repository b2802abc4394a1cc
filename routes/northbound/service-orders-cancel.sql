-- name: cancel
-- Once, and while it has not ended; it is due at once. In: serviceOrderId, scope, reason.
update service_order
set cancelled_at = current_timestamp, cancellation_reason = :#${variable.reason}, next_at = current_timestamp
where id = :#${variable.serviceOrderId} and completed_at is null and cancelled_at is null
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
