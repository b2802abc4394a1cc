delete from subscription
where id = :#${variable.subscriptionId} and channel <> 'topic' and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
