-- The operation was said to have done this to the card, and now not: nobody knows until the next audit or notification.
delete from fact where operation_id = :#${variable.operationId} and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone)
