-- How a subscriber wants its events: a mapping of routes/mappings/events; null for CloudEvents.
alter table subscription add column format varchar(64);

-- TMF641. Each item is at most one operation (operation.job_id, job_line: the order, the item's place). document: the order as it came, without
-- confirmation codes; command: what the item asks for, until it is submitted.
create table service_order (
  id              varchar(36) primary key,
  tenant          varchar(64) not null,
  external_id     varchar(128),
  idempotency_key varchar(255),
  request_hash    varchar(64) not null,
  document        varchar not null,
  state           varchar(16) not null,
  cancelled_at    timestamp with time zone,
  cancellation_reason varchar(255),
  next_at         timestamp with time zone,
  created_at      timestamp with time zone not null,
  started_at      timestamp with time zone,
  completed_at    timestamp with time zone,
  unique (tenant, idempotency_key)
);
create index service_order_due on service_order (next_at);
create index service_order_tenant on service_order (tenant, id);

create table service_order_item (
  order_id  varchar(36) not null,
  line      integer not null,
  item_id   varchar(200) not null,
  relies_on varchar not null,
  command   varchar,
  state     varchar(16) not null,
  fault     varchar(500),
  primary key (order_id, line)
);
