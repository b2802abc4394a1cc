-- What a peer told us, as it came. 0 rows: we have it already.
insert into inbox (id, peer, kind, dedupe_key, call_id, order_key, iccid, raw, state, duplicates, attempts, received_at, next_at)
values (:#${variable.inboxId}, :#${variable.peer}, :#${variable.kind}, :#${variable.dedupeKey}, cast(:#${variable.callId} as varchar),
        cast(:#${variable.orderKey} as varchar), cast(:#${variable.iccid} as varchar), :#${variable.raw}, 'RECEIVED', 0, 0, current_timestamp, current_timestamp)
on conflict do nothing
