-- Where an app hears what happens to its connections.
create table webhook_endpoint (
  account_id uuid not null references accounts,
  id uuid not null,
  -- What the log calls the account: entries are followed by it.
  log_account uuid not null,
  url text not null check (length(url) between 1 and 2000),
  event_types text[] not null,
  created_at timestamptz not null,
  -- Nothing is noted or sent while it is off.
  disabled_at timestamptz,
  disabled_reason text check (disabled_reason in ('asked', 'gone', 'failing')),
  failing_since timestamptz,
  -- The receiver asked to be left alone until then.
  not_before timestamptz,
  primary key (account_id, id)
);
create index on webhook_endpoint (log_account);
alter table webhook_endpoint enable row level security;
alter table webhook_endpoint force row level security;
create policy own on webhook_endpoint to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on webhook_endpoint for select to keyhold_jobs using (true);
grant select, insert, update, delete on webhook_endpoint to keyhold_app;
grant select on webhook_endpoint to keyhold_jobs;
select backup_may_read('webhook_endpoint');

-- What its deliveries are signed with; while one takes another's place there are several. Sealed for the account itself.
create table webhook_secret (
  account_id uuid not null,
  subject_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  secret bytea not null,
  created_at timestamptz not null,
  -- Signs until then, since another took its place.
  until timestamptz,
  primary key (account_id, id),
  foreign key (account_id, endpoint_id) references webhook_endpoint on delete cascade,
  foreign key (account_id, subject_id) references subject_salt (account_id, subject_id)
);
create index on webhook_secret (account_id, endpoint_id);
alter table webhook_secret enable row level security;
alter table webhook_secret force row level security;
create policy own on webhook_secret to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on webhook_secret for select to keyhold_jobs using (true);
create policy reseal on webhook_secret for update to keyhold_jobs using (true) with check (true);
create policy ended on webhook_secret for delete to keyhold_jobs using (until is not null);
grant select, insert, update (until), delete on webhook_secret to keyhold_app;
grant select, update (secret), delete on webhook_secret to keyhold_jobs;
select backup_may_read('webhook_secret');

-- One event on its way to one endpoint. The event's id is that of its entry in the log.
create table webhook_delivery (
  account_id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  type text not null,
  at timestamptz not null,
  -- The entry's place in the log: of one connection's events the earlier one leaves first.
  epoch int not null,
  xid xid8 not null,
  connection_id uuid,
  -- Whose connection it is, as far as it was still known. The app's own name for the person is looked up when it leaves.
  subject_id uuid,
  log_subject uuid,
  provider text,
  detail text,
  state text not null check (state in ('pending', 'delivered', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null,
  -- Whoever sends it, until when, and for the how manieth time: a late word of an earlier one counts no more.
  claimed_until timestamptz,
  claim_no bigint not null default 0,
  created_at timestamptz not null,
  ended_at timestamptz,
  last_status int,
  last_reason text,
  -- Each attempt: when, how long, and what came of it.
  history jsonb not null default '[]',
  primary key (account_id, endpoint_id, event_id),
  foreign key (account_id, endpoint_id) references webhook_endpoint on delete cascade
);
create index webhook_delivery_due on webhook_delivery (endpoint_id, epoch, xid, event_id) where state = 'pending';
create index webhook_delivery_order on webhook_delivery (endpoint_id, connection_id) where state = 'pending';
create index webhook_delivery_newest on webhook_delivery (account_id, endpoint_id, at desc, event_id desc);
create index webhook_delivery_old on webhook_delivery (created_at);
alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy own on webhook_delivery to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on webhook_delivery to keyhold_jobs using (true) with check (true);
grant select, insert, update, delete on webhook_delivery to keyhold_app;
grant select, insert, update (claimed_until, claim_no), delete on webhook_delivery to keyhold_jobs;
select backup_may_read('webhook_delivery');

-- The last block of the log whose entries were looked at: what happened before this table was made is nobody's news.
create table webhook_cursor (
  one boolean primary key default true check (one),
  no bigint not null
);
insert into webhook_cursor (no) select h.no from audit_head h;
grant select, update on webhook_cursor to keyhold_jobs;
select backup_may_read('webhook_cursor');
