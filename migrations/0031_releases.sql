-- Release checks: what a team's CI sends is about a repository, and is taken once.
create table repository (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  -- As the CI names it, such as owner/name.
  name text not null check (length(name) between 1 and 200),
  -- Where broken tests are looked for; null: main or master, whichever reports.
  default_branch text check (length(default_branch) between 1 and 250),
  -- Thresholds of the checks, by slice; what is not there is as by default.
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, name)
);
alter table repository enable row level security;
alter table repository force row level security;
create policy own on repository to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on repository to keyhold_app;
select backup_may_read('repository');

-- What was taken, by a hash of the envelope and its content: the same sent twice has one effect, and one answer.
create table release_ingest (
  account_id uuid not null references accounts on delete cascade,
  kind text not null check (length(kind) between 1 and 40),
  hash bytea not null check (length(hash) = 32),
  repository_id uuid,
  answer jsonb not null,
  received_at timestamptz not null,
  primary key (account_id, kind, hash),
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index release_ingest_old on release_ingest (received_at);
create index on release_ingest (account_id, repository_id);
alter table release_ingest enable row level security;
alter table release_ingest force row level security;
create policy own on release_ingest to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy sweep on release_ingest for delete to keyhold_jobs using (true);
create policy sweep_look on release_ingest for select to keyhold_jobs using (true);
grant select, insert, update, delete on release_ingest to keyhold_app;
grant select, delete on release_ingest to keyhold_jobs;
select backup_may_read('release_ingest');
