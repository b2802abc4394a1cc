-- With their attempts; what another instance is at is left to it.
with old as (select d.id from event e join delivery d on d.event_id = e.id where e.at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second and d.state = 'DELIVERED' order by e.at, d.id limit 50000 for update of d skip locked),
attempts as (delete from attempt where delivery_id in (select id from old))
delete from delivery where id in (select id from old)
