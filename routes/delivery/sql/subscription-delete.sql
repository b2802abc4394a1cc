delete from subscription
where id = :#${variable.subscriptionId} and channel not in ('topic', 'reply') and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
