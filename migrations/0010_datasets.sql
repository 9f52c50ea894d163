-- What a connection unlocks, kept as the provider told it, and how fresh it is.
create table data_set (
  connection_id uuid not null references connections on delete cascade,
  name text not null,
  account_id uuid not null,
  -- When the next sync is due, and the fence of the one under way: by the database's clock, as processes share it.
  due_at timestamptz not null,
  -- Who wanted it before its time.
  wanted text check (wanted in ('person', 'event')),
  claimed_until timestamptz,
  claim_no bigint not null default 0,
  -- The listing that is not finished yet: its kind, its number and where it stands. Null between two syncs.
  listing jsonb,
  listing_no bigint not null default 0,
  -- The provider's moment of the last sync that came to its end, and of the last complete listing.
  fetched_at timestamptz,
  synced_at timestamptz,
  completed_at timestamptz,
  failures int not null default 0,
  last_failure text,
  primary key (connection_id, name)
);
create index data_set_due on data_set (due_at);
alter table data_set enable row level security;
alter table data_set force row level security;
create policy own on data_set to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on data_set for select to keyhold_jobs using (true);
grant select, insert, update, delete on data_set to keyhold_app;
grant select on data_set to keyhold_jobs;

-- One item of a data set. What rules look at stands in columns, the rest in the body.
create table data_record (
  connection_id uuid not null,
  name text not null,
  -- The provider's own id, as text: some are longer than a JSON number.
  id text not null,
  account_id uuid not null,
  starts_at timestamptz not null,
  -- The day on the person's own wall.
  local_date date not null,
  kind text not null,
  is_private boolean not null,
  body jsonb not null,
  seen_in bigint not null,
  fetched_at timestamptz not null,
  primary key (connection_id, name, id),
  foreign key (connection_id, name) references data_set on delete cascade
);
create index data_record_newest on data_record (connection_id, name, starts_at desc, id desc);
alter table data_record enable row level security;
alter table data_record force row level security;
create policy own on data_record to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
-- A public route sees no private item, whatever its code asks for.
create policy not_private on data_record as restrictive for select to keyhold_app
  using (not is_private or current_setting('app.public', true) is distinct from 'on');
grant select, insert, update, delete on data_record to keyhold_app;

-- Figures as they are answered, made when a sync ends.
create table data_figure (
  connection_id uuid not null,
  name text not null,
  figure text not null,
  is_public boolean not null,
  account_id uuid not null,
  -- As text: the order of its members is part of the answer.
  body json not null,
  etag text not null,
  -- From then on it has to be made anew: a month or a year has ended where the person lives.
  good_until timestamptz not null,
  primary key (connection_id, name, figure, is_public),
  foreign key (connection_id, name) references data_set on delete cascade
);
alter table data_figure enable row level security;
alter table data_figure force row level security;
create policy own on data_figure to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy not_private on data_figure as restrictive for select to keyhold_app
  using (is_public or current_setting('app.public', true) is distinct from 'on');
grant select, insert, update, delete on data_figure to keyhold_app;

-- History of syncs, with the progress of the one under way.
create table data_sync (
  connection_id uuid not null,
  id uuid not null,
  name text not null,
  account_id uuid not null,
  cause text not null check (cause in ('first', 'schedule', 'person', 'event', 'complete')),
  state text not null check (state in ('running', 'waiting', 'done', 'failed')),
  started_at timestamptz not null,
  ended_at timestamptz,
  calls int not null default 0,
  seen int not null default 0,
  added int not null default 0,
  changed int not null default 0,
  removed int not null default 0,
  code text,
  -- While it waits for the provider's limit.
  resumes_at timestamptz,
  primary key (connection_id, id),
  foreign key (connection_id, name) references data_set on delete cascade
);
create index data_sync_newest on data_sync (account_id, started_at desc, id desc);
alter table data_sync enable row level security;
alter table data_sync force row level security;
create policy own on data_sync to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on data_sync to keyhold_app;

-- Events that providers post. Unsigned, so a row is a hint to look, and never what it says.
create table provider_event (
  provider text not null,
  id text not null,
  received_at timestamptz not null,
  body jsonb not null,
  handled_at timestamptz,
  primary key (provider, id)
);
create index provider_event_open on provider_event (received_at) where handled_at is null;
grant select, insert, update, delete on provider_event to keyhold_jobs;
grant insert on provider_event to keyhold_app;

-- Where a provider posts its events to, one for each of our apps there.
create table provider_subscription (
  provider text not null,
  client_id text not null,
  subscription_id text,
  callback_url text not null,
  verify_mac bytea not null,
  created_at timestamptz not null,
  primary key (provider, client_id)
);
grant select, insert, update, delete on provider_subscription to keyhold_jobs;
grant select on provider_subscription to keyhold_app;
