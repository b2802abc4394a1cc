-- Those that are everywhere they were to go. Positions are taken nearly in the order of time: no more is read than up
-- to the first that is not old.
with young as (
  select position from event where at >= current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by position limit 1
)
delete from event where id in (
  select e.id from event e
  where e.position < coalesce((select position from young), 9223372036854775807)
    and e.position <= (select min(relayed_to) from subscription
                       where channel in ('queue', 'topic') and state = 'ENABLED')
    and not exists (select from delivery d where d.event_id = e.id)
  order by e.position limit 50000)
