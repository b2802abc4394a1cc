-- Still ACCEPTED, but waiting: for its turn, or for the peer's rate or concurrency.
update operation
set waiting_for = :#${variable.waitingFor}, next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.operationId} and state = 'ACCEPTED'
