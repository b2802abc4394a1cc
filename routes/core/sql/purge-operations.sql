-- With what happened to them; what another instance is at is left to it.
with old as (select id from operation where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second order by finished_at, id limit 20000 for update skip locked),
timelines as (delete from timeline where operation_id in (select id from old)),
calls as (delete from call where operation_id in (select id from old))
delete from operation where id in (select id from old)
