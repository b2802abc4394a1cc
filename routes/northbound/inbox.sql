-- name: list
-- A page, newest first. In: state (null: any), limit, cursor (the last id of the page before, or null).
select id, peer, kind, raw, state, reason, duplicates, received_at
from inbox
where (cast(:#${variable.state} as varchar) is null or state = :#${variable.state})
  and (cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor})
order by id desc
limit cast(:#${variable.limit} as integer)
