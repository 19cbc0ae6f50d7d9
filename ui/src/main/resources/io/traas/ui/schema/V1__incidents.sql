-- Read by H2 and PostgreSQL alike.

-- One row. Its lock orders writers, so that sequence numbers become visible in their order and without a gap.
create table event_sequence (last_seq bigint not null);
insert into event_sequence (last_seq) values (0);

-- Which store this is; a new one reads all topics again.
create table store (id varchar(36) not null);

-- The timeline. Rows without an incident: changes, and commands to the whole platform.
create table event (
  seq         bigint primary key,
  source_id   varchar(400) not null unique,
  incident_id varchar(200),
  plan_id     varchar(200),
  target      varchar(800),
  happened_at timestamp(6) with time zone not null,
  kind        varchar(20) not null,
  summary     varchar(200) not null,
  failed      boolean not null,
  stage       varchar(10) not null,
  detail      text not null
);
create index event_by_incident on event (incident_id, seq);
create index event_by_target on event (target, happened_at);
create index event_by_plan on event (plan_id);

create table incident (
  id             varchar(200) primary key,
  service        varchar(800) not null,
  opened_at      timestamp(6) with time zone not null,
  state          varchar(10) not null,
  attention_rank int not null,
  severity_rank  int not null,
  search         varchar(2000) not null,
  incident       text not null,
  summary        text not null
);
create index incident_by_rank on incident (state, attention_rank, severity_rank, opened_at);

create table anomaly (
  id          varchar(200) primary key,
  incident_id varchar(200),
  workload    varchar(800) not null,
  signal      varchar(200) not null,
  opened_at   timestamp(6) with time zone not null,
  updated_at  timestamp(6) with time zone not null,
  closed      boolean not null,
  anomaly     text not null
);
create index anomaly_by_workload on anomaly (workload, signal, updated_at);
