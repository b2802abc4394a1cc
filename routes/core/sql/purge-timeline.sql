delete from timeline where at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  and not exists (select 1 from operation o where o.id = timeline.operation_id)
