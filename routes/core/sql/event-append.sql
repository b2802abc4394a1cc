-- The next number of the key and the event that gets it: two statements, one round trip.
update order_key set sequence = sequence + 1 where order_key = :#${variable.orderKey};
insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
select :#${variable.eventId}, :#${variable.tenant}, order_key, sequence, :#${variable.eventType}, cast(:#${variable.operationId} as varchar),
       :#${variable.eventData}, current_timestamp
from order_key where order_key = :#${variable.orderKey}
