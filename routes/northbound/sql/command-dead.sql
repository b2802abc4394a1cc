insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select id, 'command', tenant, null, 'rsp.commands', :#${variable.reason}, 'OPEN', current_timestamp from command where id = :#${variable.commandId}
on conflict do nothing
