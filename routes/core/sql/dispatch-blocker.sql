-- Whoever must end first: an operation under the same key that is under way, in doubt on a card, or was accepted before. Reading waits for nobody.
select id from operation
where order_key = :#${variable.orderKey} and id <> :#${variable.operationId}
  and function not in ('getEIS', 'auditEIS') and :#${variable.function} not in ('getEIS', 'auditEIS')
  and (state in ('SENDING', 'WAITING') or state = 'IN_DOUBT' and interface <> 'es2plus' or state = 'ACCEPTED' and id < :#${variable.operationId})
order by id limit 1
