update subscription set state = 'DISABLED', reason = 'The receiver answered 410 (gone)'
where id = :#${variable.subscriptionId} and state = 'ENABLED'
