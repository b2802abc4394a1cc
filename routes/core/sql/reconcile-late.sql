-- Whether the call in doubt can no longer be under way at the peer.
select case when max(started_at) + cast(:#${variable.grace} as integer) * interval '1' second < current_timestamp then 'true' else 'false' end as too_late
from call where operation_id = :#${variable.operationId} and purpose = 'order'
