-- Subscriptions of our own broker's queues and topic that have something due.
select s.id as subscription_id from subscription s
where s.channel in ('queue', 'topic')
  and exists (select 1 from delivery d where d.subscription_id = s.id and d.state = 'PENDING' and d.next_at <= current_timestamp)
order by s.id
