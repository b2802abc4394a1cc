-- A customer that called the gateway: where its result goes, and what the answer must carry of its call (JSON).
alter table operation add column reply_to varchar(2000);
alter table operation add column reply_context varchar(4000);

-- The results of a tenant's own calls go out under the subscription reply.<tenant>.
alter table subscription alter column id set data type varchar(80);
alter table delivery alter column id set data type varchar(120);
alter table delivery alter column subscription_id set data type varchar(80);
alter table attempt alter column delivery_id set data type varchar(120);
alter table dead_letter alter column id set data type varchar(120);
