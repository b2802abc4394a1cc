-- The next number of the key and the event that gets it. In: tenant, orderKey, operationId, eventId, eventType, eventData.
with counted as (
  insert into order_key (order_key, sequence) values (:#${variable.orderKey}, 1)
  on conflict (order_key) do update set sequence = order_key.sequence + 1
  returning order_key, sequence
)
insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
select :#${variable.eventId}, :#${variable.tenant}, order_key, sequence, :#${variable.eventType},
       cast(:#${variable.operationId} as varchar), :#${variable.eventData}, current_timestamp
from counted
