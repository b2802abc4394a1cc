-- In the order they came, per order key: a later one waits until the earlier is worked on or dead. The attempt is counted
-- before the work, so that a message that kills the process is counted too. In: inboxId, lease (s), orphanFor (s). Out:
-- the message; no row when it is not due, or not the next in order.
update inbox
set attempts = attempts + 1, next_at = current_timestamp + cast(:#${variable.lease} as integer) * interval '1' second
where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN') and next_at <= current_timestamp
  and not exists (select from inbox earlier
                  where earlier.order_key = inbox.order_key and earlier.state = 'RECEIVED' and earlier.id < inbox.id)
returning id, order_key as inbox_key, iccid, peer, kind, raw, state, attempts, received_at,
          case when received_at + cast(:#${variable.orphanFor} as integer) * interval '1' second < current_timestamp
               then 'true' else 'false' end as too_old
