-- An index of what is large takes longer than a statement may (docs/durability.md).
set local statement_timeout = 0;
-- What workers look for every second is a handful of unfinished rows among all that ever were: indexes of those only.
drop index if exists delivery_due;
drop index if exists delivery_relay;
drop index if exists delivery_key;
drop index if exists operation_due;
create index if not exists delivery_due_unfinished on delivery (relayed, state, next_at) where state in ('PENDING', 'SENDING');
create index if not exists delivery_lease_unfinished on delivery (next_at) where state = 'SENDING';
create index if not exists delivery_turn_unfinished on delivery (subscription_id, next_at) where state = 'PENDING' and not relayed;
create index if not exists delivery_relay_unfinished on delivery (subscription_id, position) where state in ('PENDING', 'SENDING');
create index if not exists delivery_key_unfinished on delivery (subscription_id, order_key, position) where state in ('PENDING', 'SENDING');
create index if not exists operation_due_unfinished on operation (state, next_at) where next_at is not null;
create index if not exists dead_letter_unannounced on dead_letter (created_at) where state = 'OPEN' and announced_at is null;
-- The purge's.
drop index if exists delivery_dead;
create index if not exists operation_finished on operation (finished_at);
create index if not exists dead_letter_closed on dead_letter (closed_at) where state in ('CLOSED', 'DISCARDED');
