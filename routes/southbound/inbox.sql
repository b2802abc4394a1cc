-- name: insert
-- A message of a peer, as it came. No row: we have it already. A response gets the order key of the call it
-- names, so that everything about one eUICC is worked on in the order it came. If no message of the same key is
-- pending, it is claimed at once, for ten seconds at most, and its nudge carries it. The nudge does not carry a
-- message of more than 4096 characters: the worker reads that one from the table.
-- In: the message, and lease (s). Out: order_key, received_at and attempts, 1 if it is claimed.
with named as (
  select cast(:#${variable.raw} as varchar) as raw,
         coalesce(cast(:#${variable.orderKey} as varchar),
                  (select coalesce(o.order_key, c.eid)
                   from call c left join operation o on o.id = c.operation_id
                   where c.id = cast(:#${variable.namedCall} as varchar)
                     and c.peer = :#${variable.peer})) as order_key
), claimed as (
  select order_key, raw,
         length(raw) <= 4096
         and not exists (select from inbox earlier
                         where earlier.order_key = named.order_key and earlier.state = 'RECEIVED') as claimed
  from named
)
insert into inbox (id, peer, kind, dedupe_key, call_id, order_key, iccid, raw, state, duplicates, attempts,
                   received_at, next_at)
select :#${variable.inboxId}, :#${variable.peer}, :#${variable.kind}, :#${variable.dedupeKey},
       cast(:#${variable.callId} as varchar), order_key, cast(:#${variable.iccid} as varchar), raw,
       'RECEIVED', 0,
       case when claimed then 1 else 0 end, current_timestamp,
       current_timestamp + case when claimed then least(10, cast(:#${variable.lease} as integer))
                                else 0 end * interval '1' second
from claimed
on conflict do nothing
returning order_key as inbox_key, attempts, received_at

-- name: release
-- An identical message received before the replay window is not a duplicate: its dedupe key is released.
-- (Without a window, an identical one is always a duplicate.) In: dedupeKey, replayWindow (s).
update inbox set dedupe_key = id
where dedupe_key = :#${variable.dedupeKey}
  and received_at < current_timestamp - cast(:#${variable.replayWindow} as integer) * interval '1' second

-- name: duplicate
-- Counts an equal message. In: dedupeKey.
update inbox set duplicates = duplicates + 1 where dedupe_key = :#${variable.dedupeKey}
