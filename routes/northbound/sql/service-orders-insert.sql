insert into service_order (id, tenant, external_id, idempotency_key, request_hash, document, state, next_at, created_at)
values (:#${variable.serviceOrderId}, :#${variable.tenant}, :#${variable.externalId}, :#${variable.idempotencyKey}, :#${variable.requestHash}, :#${variable.document},
        'acknowledged', current_timestamp, current_timestamp)
on conflict do nothing
