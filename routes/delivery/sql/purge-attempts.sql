delete from attempt where at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  and not exists (select 1 from delivery d where d.id = attempt.delivery_id)
