-- Our own broker's queues and topic that have something to get: events behind what was relayed to them, or deliveries of
-- what did not go at once.
select s.id as subscription_id, s.relayed_to < (select position from fan_out where id = 1) as behind,
       exists (select from delivery d where d.subscription_id = s.id and d.state = 'PENDING' and d.next_at <= current_timestamp) as due
from subscription s
where s.channel in ('queue', 'topic') and s.state = 'ENABLED'
  and (s.relayed_to < (select position from fan_out where id = 1)
       or exists (select from delivery d where d.subscription_id = s.id and d.state = 'PENDING' and d.next_at <= current_timestamp))
order by s.id
