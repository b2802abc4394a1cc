-- With their attempts, of the events that purge-events.sql means; what another instance is at is left to it.
with young as (
  select position from event where at >= current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by position limit 1
), old as (
  select d.id from event e join delivery d on d.event_id = e.id
  where e.position < coalesce((select position from young), 9223372036854775807) and d.state = 'DELIVERED'
  order by e.position, d.id limit 50000 for update of d skip locked
), attempts as (
  delete from attempt where delivery_id in (select id from old)
)
delete from delivery where id in (select id from old)
