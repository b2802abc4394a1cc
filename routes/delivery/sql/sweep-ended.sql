-- What a subscription that is disabled or deleted still had to get is kept as dead letters: nothing is dropped, whoever was at it when it ended. What is under way ends first. A replay that comes to nothing is open again.
-- Meanwhile, in this transaction, next_at marks them.
update delivery set state = 'DEAD', next_at = current_timestamp
where state = 'PENDING' and subscription_id not in (select id from subscription where state = 'ENABLED');
update dead_letter set state = 'OPEN', announced_at = null
where kind = 'delivery' and state = 'REPLAYING' and id in (select id from delivery where state = 'DEAD' and next_at is not null);
insert into dead_letter (id, kind, tenant, subject, type, reason, state, created_at)
select d.id, 'delivery', d.tenant, e.subject, e.type, case when s.id is null then 'the subscription was deleted before this was delivered' else 'the subscription was disabled: its receiver answered 410' end,
       'OPEN', current_timestamp
from delivery d join event e on e.id = d.event_id left join subscription s on s.id = d.subscription_id
where d.state = 'DEAD' and d.next_at is not null and not exists (select 1 from dead_letter l where l.id = d.id);
update delivery set next_at = null where state = 'DEAD' and next_at is not null
