-- What a peer told us, as it came. 0 rows: we have it already. A response gets the order key of the call it names, so that
-- everything about one eUICC is worked on in the order it came.
insert into inbox (id, peer, kind, dedupe_key, call_id, order_key, iccid, raw, state, duplicates, attempts, received_at, next_at)
values (:#${variable.inboxId}, :#${variable.peer}, :#${variable.kind}, :#${variable.dedupeKey}, cast(:#${variable.callId} as varchar),
        coalesce(cast(:#${variable.orderKey} as varchar),
                 (select max(o.order_key) from call c join operation o on o.id = c.operation_id
                  where c.peer = :#${variable.peer} and (c.message_id = any(cast(:#${variable.relatesTo} as varchar[]))
                    or c.id = any(cast(:#${variable.relatesToIds} as varchar[])) or c.id = :#${variable.transactionId}))),
        cast(:#${variable.iccid} as varchar), :#${variable.raw}, 'RECEIVED', 0, 0, current_timestamp, current_timestamp)
on conflict do nothing
