-- Not before what it still had to get is kept as dead letters (sweep-ended.sql): what came later would overtake it.
update subscription set state = 'ENABLED', reason = null
where id = :#${variable.subscriptionId} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (state = 'ENABLED' or not exists (select 1 from delivery d where d.subscription_id = subscription.id and d.state in ('PENDING', 'SENDING')))
