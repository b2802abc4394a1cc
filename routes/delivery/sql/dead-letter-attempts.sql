select a.at, a.replay, a.outcome, a.http_status, a.millis, a.detail
from attempt a where a.delivery_id = :#${variable.id} order by a.n
