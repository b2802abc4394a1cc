-- Not now: the peer's rate or places are used up. Others come first.
update operation set next_at = current_timestamp + interval '2' second where id = :#${variable.operationId} and state = 'IN_DOUBT' and next_at <= current_timestamp
