-- The order of a call's results is kept per address: one that cannot be reached holds back nobody else's. order_key: the event's subject, and for
-- the channel reply the address too.
alter table delivery alter column order_key set data type varchar(2000);
