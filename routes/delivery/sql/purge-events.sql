delete from event where position is not null and at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  and not exists (select 1 from delivery d where d.event_id = event.id)
