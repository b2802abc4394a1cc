-- Whether an operation that changes the card is open under this key.
select id from operation
where order_key = :#${variable.orderKey} and function not in ('getEIS', 'auditEIS') and state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')
order by id limit 1
