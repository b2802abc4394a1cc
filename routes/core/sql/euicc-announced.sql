-- Whether what this operation caused has been published already.
select id from event
where operation_id = :#${variable.operationId} and type = :#${variable.eventType} and type not like 'rsp.operation.%'
limit 1
