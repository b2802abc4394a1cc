-- A notification as it came. 0 rows: we have it already.
insert into inbox (id, peer, kind, dedupe_key, call_id, iccid, raw, state, duplicates, attempts, received_at, next_at)
values (:#${variable.inboxId}, :#${variable.peer}, :#${variable.kind}, :#${variable.dedupeKey}, cast(:#${variable.callId} as varchar), :#${variable.iccid},
        :#${variable.raw}, 'RECEIVED', 0, 0, current_timestamp, current_timestamp)
on conflict do nothing
