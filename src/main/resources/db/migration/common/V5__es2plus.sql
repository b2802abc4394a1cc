-- Orders of several calls: step is the function to be called next, step_attempts the sendings before it began, failure the status
-- of the step that failed for good while the steps before it are being undone.
alter table operation add column step varchar(40);
alter table operation add column step_attempts integer default 0 not null;
alter table operation add column failure varchar;

-- observed_at: our clock, of answers we got. reported_at: the peer's clock, of its newest notification. check_at: when its SM-DP+ is asked again.
alter table profile add column reported_at timestamp with time zone;
alter table profile add column check_at timestamp with time zone;
create index profile_check on profile (peer, check_at);

-- A SM-DP+ may tell of a profile without telling of which eUICC.
alter table fact alter column eid drop not null;

-- Orders that came over JMS and have not been recorded as operations; attempts are counted before the work.
create table command (
  id              varchar(64) primary key,
  tenant          varchar(64),
  idempotency_key varchar(255),
  raw             varchar,
  state           varchar(16) not null,
  reason          varchar(1000),
  attempts        integer not null,
  received_at     timestamp with time zone not null,
  next_at         timestamp with time zone
);
create index command_due on command (state, next_at);
