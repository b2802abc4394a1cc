-- Asynchronous peers: an order's validity at the peer, and how a doubt about it is being settled.
alter table operation add column validity integer;
alter table operation add column audits integer default 0 not null;
alter table operation add column doubt_until timestamp with time zone;

-- purpose: order (the operation's own function) or audit (asking after an operation in doubt). answer_hash: of the result that came.
alter table call add column purpose varchar(8) default 'order' not null;
alter table call add column message_id varchar(255);
alter table call add column eid varchar(32);
alter table call add column iccid varchar(20);
alter table call add column answered_at timestamp with time zone;
alter table call add column answer_hash varchar(64);
create index call_message on call (message_id);
create index call_open on call (peer, function, answered_at);

-- Rows of one order_key are worked on in the order they came; null waits for nobody.
alter table inbox add column order_key varchar(64);
update inbox set order_key = iccid;
create index inbox_key on inbox (order_key, state, id);

-- Which SM-SR manages the eUICC, where there are several.
alter table euicc add column peer varchar(64);

-- What is known of an eUICC (subject: its EID) and of the profiles on it (subject: their ICCID), one row a fact; the newest by
-- observed_at stands. source: the function or notification that said it; operation_id: the operation that caused it.
create table fact (
  subject      varchar(32) not null,
  name         varchar(40) not null,
  content      varchar,
  eid          varchar(32) not null,
  source       varchar(64) not null,
  peer         varchar(64) not null,
  operation_id varchar(36),
  observed_at  timestamp with time zone not null,
  recorded_at  timestamp with time zone not null,
  primary key (subject, name)
);
create index fact_eid on fact (eid, name);
create index event_operation on event (operation_id, type);
create index event_subject on event (subject, position);
