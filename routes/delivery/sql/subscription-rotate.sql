update subscription
set previous_secret = secret, previous_until = current_timestamp + cast(:#${variable.overlap} as integer) * interval '1' second, secret = :#${variable.keptSecret}
where id = :#${variable.subscriptionId} and channel = 'webhook' and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
