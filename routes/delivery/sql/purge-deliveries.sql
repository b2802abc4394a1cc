-- With their attempts.
delete from attempt where delivery_id in (select d.id from event e join delivery d on d.event_id = e.id where e.at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second and d.state = 'DELIVERED' order by e.at, d.id limit 20000);
delete from delivery where id in (select d.id from event e join delivery d on d.event_id = e.id where e.at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second and d.state = 'DELIVERED' order by e.at, d.id limit 20000)
