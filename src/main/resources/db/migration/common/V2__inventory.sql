-- Who may act on what. An ICCID belongs to one tenant and may be tied to one EID; an EID belongs to one tenant.
create table inventory (
  iccid        varchar(20) primary key,
  tenant       varchar(64) not null,
  eid          varchar(32),
  profile_type varchar(100),
  peer         varchar(64)
);
create index inventory_eid on inventory (eid);

create table euicc (
  eid    varchar(32) primary key,
  tenant varchar(64) not null
);

-- The state of a profile as its servers reported it; newest report by its own time stamp wins.
create table profile (
  iccid        varchar(20) primary key,
  tenant       varchar(64) not null,
  eid          varchar(32),
  peer         varchar(64),
  state        varchar(32),
  matching_id  varchar(255),
  smdp_address varchar(255),
  observed_at  timestamp with time zone not null
);
