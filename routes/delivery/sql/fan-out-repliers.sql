-- A tenant whose calls are answered by callback has a subscription for that, made with its first result.
insert into subscription (id, tenant, channel, address, types, type_pattern, state, created_at)
select distinct 'reply.' || o.tenant, o.tenant, 'reply', '', '["rsp.operation.*"]', '^rsp[.]operation[.](succeeded|failed|expired|refused)$', 'ENABLED', current_timestamp
from event e join operation o on o.id = e.operation_id
where e.position > cast(:#${variable.base} as bigint) and o.reply_to is not null
  and not exists (select 1 from subscription s where s.id = 'reply.' || o.tenant)
