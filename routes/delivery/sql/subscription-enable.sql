update subscription set state = 'ENABLED', reason = null
where id = :#${variable.subscriptionId} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
