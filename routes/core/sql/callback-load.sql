select id, order_key as inbox_key, iccid, peer, kind, raw, state, attempts, received_at,
       case when received_at + cast(:#${variable.orphanFor} as integer) * interval '1' second < current_timestamp then 'true' else 'false' end as too_old
from inbox where id = :#${variable.inboxId}
