-- Seconds the oldest due delivery and the oldest lease have waited (negative: none is due yet; 0: there are none); whether
-- a subscription that has ended still has something to get, from one subscription to the next by the index; and whether
-- a dead letter has not been announced.
with recursive waiting (id) as (
  (select subscription_id from delivery where state in ('PENDING', 'SENDING') order by subscription_id limit 1)
  union all
  select (select d.subscription_id from delivery d
          where d.state in ('PENDING', 'SENDING') and d.subscription_id > waiting.id order by d.subscription_id limit 1)
  from waiting where waiting.id is not null)
select coalesce(extract(epoch from (current_timestamp - least(
         (select min(next_at) from delivery where relayed and state = 'PENDING'),
         (select min(next_at) from delivery where not relayed and state = 'PENDING')))), 0) as due_lag,
       coalesce(extract(epoch from (current_timestamp - (select min(next_at) from delivery where state = 'SENDING'))), 0) as lease_lag,
       exists (select from waiting where id is not null
               and not exists (select from subscription s where s.id = waiting.id and s.state = 'ENABLED')) as ended,
       exists (select from dead_letter where state = 'OPEN' and announced_at is null) as unannounced
