-- What failed before is due now, first attempts included; what is behind it has its turn.
update delivery set next_at = current_timestamp where subscription_id = :#${variable.subscriptionId} and state = 'PENDING' and next_at > current_timestamp
