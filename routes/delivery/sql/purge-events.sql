delete from event where id in (select e.id from event e
  where e.position <= (select min(relayed_to) from subscription where channel in ('queue', 'topic') and state = 'ENABLED') and e.at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  and not exists (select 1 from delivery d where d.event_id = e.id) order by e.at limit 50000)
