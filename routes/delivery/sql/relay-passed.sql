-- The events up to there are on the broker, or not wanted. Not if the lease had ended and another went on. In:
-- subscriptionId, passed, upto, leased.
update subscription set relayed_to = cast(:#${variable.upto} as bigint), relaying_until = null
where id = :#${variable.subscriptionId} and relayed_to = cast(:#${variable.passed} as bigint)
  and relaying_until = cast(:#${variable.leased} as timestamp with time zone)
