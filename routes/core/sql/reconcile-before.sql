-- What another operation of ours had done to the profile last, before this one: what a query shows may be its doing.
select function from operation
where iccid = :#${variable.iccid} and id < :#${variable.operationId} and state = 'SUCCEEDED'
  and function in ('downloadOrder', 'orderProfile', 'confirmOrder', 'releaseProfile', 'cancelOrder', 'recoverProfile')
order by id desc limit 1
