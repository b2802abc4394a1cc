-- Whoever must end first: an operation under the same key that is under way, or was accepted before.
select id from operation
where order_key = :#${variable.orderKey} and id <> :#${variable.operationId}
  and (state in ('SENDING', 'WAITING') or state = 'ACCEPTED' and id < :#${variable.operationId})
order by id limit 1
