-- relayed: goes to our own broker, many in one JMS transaction (routes/delivery/relay), not key by key.
alter table delivery add column relayed boolean default false not null;
update delivery set relayed = true where state in ('PENDING', 'SENDING', 'DEAD') and subscription_id in (select id from subscription where channel in ('queue', 'topic'));
create index delivery_relay on delivery (subscription_id, state, position);

-- Held by the relay while it claims; row 1 by the fan-out.
insert into fan_out (id, position) values (2, 0);
