delete from delivery where state = 'DELIVERED'
  and event_id in (select id from event where at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second)
