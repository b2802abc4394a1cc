-- Our own broker's queues and topic that have something to get: events behind what was relayed to them, or deliveries of
-- what did not go at once.
select s.id as subscription_id, s.relayed_to < (select position from fan_out where id = 1) as behind,
       coalesce(next_at <= current_timestamp, false) as due
from subscription s
cross join lateral (
  select min(next_at) as next_at from delivery d where d.subscription_id = s.id and d.state = 'PENDING') first
where s.channel in ('queue', 'topic') and s.state = 'ENABLED'
  and (s.relayed_to < (select position from fan_out where id = 1) or next_at <= current_timestamp)
order by s.id
