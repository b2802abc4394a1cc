-- name: lock
-- The first lock of a transaction that writes more than one row; only the inbox row of its message may be locked before
-- (docs/architecture.md, order of locks). Every move under one order key queues here, so that events commit in the
-- order of their sequence. The key's row is made, or held as it is: a conflict locks it even where nothing is to be
-- updated. In: orderKey.
insert into order_key (order_key, sequence) values (:#${variable.orderKey}, 0)
on conflict (order_key) do update set sequence = order_key.sequence where false

-- name: lock-card
-- The same of an eUICC and a profile on it: the eUICC's key first. In: eid (null: none), orderKey, which may be
-- the eUICC's.
insert into order_key (order_key, sequence)
select one, 0
from (select cast(:#${variable.orderKey} as varchar) union select cast(:#${variable.eid} as varchar)) keys (one)
where one is not null
order by length(one) desc, one
on conflict (order_key) do update set sequence = order_key.sequence where false
