-- With what happened to them.
delete from timeline where operation_id in (select id from operation where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second order by finished_at, id limit 20000);
delete from call where operation_id in (select id from operation where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second order by finished_at, id limit 20000);
delete from operation where id in (select id from operation where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second order by finished_at, id limit 20000)
