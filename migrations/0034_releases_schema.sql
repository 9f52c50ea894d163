-- Schema diffs: what was found between two Prisma schemas, kept where the sender named a repository.
create table schema_diff (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  commit_sha text check (length(commit_sha) <= 64),
  branch text check (length(branch) <= 250),
  pr_number int check (pr_number > 0),
  ci_run_id text check (length(ci_run_id) <= 200),
  -- Of the envelope and of what was compared: the same sent twice is kept once.
  hash bytea not null check (length(hash) = 32),
  score double precision not null check (score between 0 and 100),
  level text not null check (level in ('low', 'medium', 'high', 'critical')),
  findings int not null check (findings >= 0),
  -- The answer as it was given.
  report jsonb not null,
  -- Both schemas without addresses of databases: { base: [{ path, content }], target: [...] }.
  schemas jsonb not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, repository_id, hash),
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index schema_diff_latest on schema_diff (account_id, repository_id, created_at desc, id desc);
create index schema_diff_everywhere on schema_diff (account_id, created_at desc, id desc);
create index schema_diff_old on schema_diff (created_at);
alter table schema_diff enable row level security;
alter table schema_diff force row level security;
create policy own on schema_diff to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy sweep_look on schema_diff for select to keyhold_jobs using (true);
create policy sweep on schema_diff for delete to keyhold_jobs using (true);
grant select, insert, update, delete on schema_diff to keyhold_app;
grant select (account_id, id, created_at), delete on schema_diff to keyhold_jobs;
select backup_may_read('schema_diff');
