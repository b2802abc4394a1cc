-- Files of orders. position: lines read in the present phase; owner and lease_until: which bundle works on it.
create table bulk_job (
  id          varchar(36) primary key,
  tenant      varchar(64) not null,
  name        varchar(255) not null,
  source      varchar(16) not null,
  digest      varchar(64) not null,
  modified_at timestamp with time zone not null,
  format      varchar(64),
  state       varchar(16) not null,
  paused      boolean not null,
  cancelled   boolean not null,
  reason      varchar(1000),
  position    bigint not null,
  lines       bigint,
  rejected    bigint not null,
  owner       varchar(36),
  lease_until timestamp with time zone,
  next_at     timestamp with time zone,
  created_at  timestamp with time zone not null,
  started_at  timestamp with time zone,
  finished_at timestamp with time zone,
  unique (tenant, name, digest, modified_at)
);
create index bulk_job_due on bulk_job (state, next_at);

-- Each line is at most one operation.
alter table operation add column job_id varchar(36);
alter table operation add column job_line bigint;
create unique index operation_job on operation (job_id, job_line);
create index operation_job_state on operation (job_id, state);
