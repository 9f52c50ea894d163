-- Flaky tests: what tests did in the runs that a CI reports, and what follows from it.
create table test_repository (
  account_id uuid not null,
  repository_id uuid not null,
  -- Tests are numbered within their repository, so that a run of ten thousand is a few kilobytes.
  next_number int not null default 1,
  -- Somebody changed what decides: every test that has failed is judged again.
  judge_all_at timestamptz,
  -- How often repeats of this repository's tests diverge, as a Beta distribution; null: the fixed one.
  prior jsonb,
  prior_at timestamptz,
  primary key (account_id, repository_id),
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index test_repository_due on test_repository (judge_all_at) where judge_all_at is not null;
alter table test_repository enable row level security;
alter table test_repository force row level security;
create policy own on test_repository to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy due on test_repository for select to keyhold_jobs using (true);
grant select, insert, update, delete on test_repository to keyhold_app;
grant select (account_id, repository_id, judge_all_at) on test_repository to keyhold_jobs;
select backup_may_read('test_repository');

-- Who a test is, over runs and machines. Texts are cut to their bounds; the id is of them uncut.
create table test_case (
  account_id uuid not null,
  -- The first 16 bytes of a hash over repository, file, class, suites, name, project and occurrence.
  id uuid not null,
  repository_id uuid not null,
  number int not null,
  file text check (length(file) <= 1000),
  class_name text check (length(class_name) <= 500),
  suite jsonb not null,
  name text not null check (length(name) <= 500),
  project text check (length(project) <= 500),
  occurrence int not null,
  title text not null check (length(title) <= 500),
  first_seen_at timestamptz not null,
  first_run_id uuid,
  -- Somebody said that this is the former name of that test: what it did counts there.
  merged_into uuid,
  primary key (account_id, id),
  unique (account_id, repository_id, number),
  foreign key (account_id, repository_id) references repository on delete cascade
);
-- Of a file name as much as an index takes, whatever the alphabet.
create index test_case_of_file on test_case (account_id, repository_id, left(file, 200));
create index on test_case (account_id, merged_into) where merged_into is not null;
create index on test_case (account_id, first_run_id);
alter table test_case enable row level security;
alter table test_case force row level security;
create policy own on test_case to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on test_case to keyhold_app;
select backup_may_read('test_case');

-- One upload: what one machine of a CI's run saw. It never changes, but for what is concluded of it.
create table test_run (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  -- Empty where the sender names none.
  commit text not null,
  branch text,
  pr_number int,
  ci_run_id text,
  attempt int not null,
  shard text not null,
  environment text not null,
  format text not null,
  -- When it was sent by the sender's clock, never in the future; else when it was received.
  at timestamptz not null,
  received_at timestamptz not null,
  cases int not null,
  passed int not null,
  failed int not null,
  skipped int not null,
  -- Passed, after a failed attempt in the same report.
  retried int not null,
  duration_milliseconds bigint not null,
  is_complete boolean not null,
  warnings jsonb not null,
  -- Numbers of tests and what they did, packed; and how long each took.
  results bytea not null,
  durations bytea not null,
  -- Of tests that failed at least once, with all attempts, for people to read.
  failures jsonb not null,
  -- Why all of it is no evidence of any single test; null where it is.
  infra jsonb,
  judged_at timestamptz,
  -- Whether it is in the counts of its tests.
  is_counted boolean not null default false,
  primary key (account_id, id),
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index test_run_newest on test_run (account_id, repository_id, environment, at desc, id desc);
create index test_run_of_ci on test_run (account_id, repository_id, ci_run_id, attempt);
create index test_run_of_commit on test_run (account_id, repository_id, commit) where commit <> '';
create index test_run_pending on test_run (received_at) where judged_at is null;
create index test_run_old on test_run (at);
alter table test_run enable row level security;
alter table test_run force row level security;
create policy own on test_run to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy due on test_run for select to keyhold_jobs using (true);
grant select, insert, update, delete on test_run to keyhold_app;
grant select (account_id, repository_id, at, received_at, judged_at) on test_run to keyhold_jobs;
select backup_may_read('test_run');

-- How a test stands in one environment. Rewritten by every run that has it, so there is room in its pages, and no index
-- on what changes while it passes.
create table test_standing (
  account_id uuid not null,
  repository_id uuid not null,
  -- The test's, without a foreign key: ten thousand of them a run would take longer than all else.
  number int not null,
  environment text not null,
  -- Since it was first seen, skipped runs included: source 004's figures.
  runs int not null,
  passed int not null,
  failed int not null,
  skipped int not null,
  -- Of finished runs.
  duration_milliseconds bigint not null,
  -- By a hash the first commits that it ran on, as many as a verdict takes; and how many runs named none.
  commits int[] not null default '{}',
  unnamed int not null default 0,
  last_run_at timestamptz not null,
  -- It failed within what counts, or its verdict is about a failure: it is judged by its whole history at every run.
  is_watched boolean not null default false,
  verdict text not null check (verdict in ('unknown', 'healthy', 'suspect', 'flaky', 'broken', 'fixed')),
  -- By the clock of runs, like all moments here.
  verdict_at timestamptz not null,
  -- What the next judgement has to know of the last one; null: it never failed.
  memory jsonb,
  -- Another verdict waits for so long, as the last change was only just.
  held_until timestamptz,
  score double precision not null default 0,
  rank double precision not null default 0,
  wasted_minutes double precision not null default 0,
  figures jsonb,
  primary key (account_id, repository_id, number, environment),
  foreign key (account_id, repository_id) references repository on delete cascade
) with (fillfactor = 75);
create index test_standing_failed on test_standing (account_id, repository_id, environment) where failed > 0 or is_watched;
create index test_standing_watched on test_standing (account_id, repository_id, environment) where is_watched;
create index test_standing_held on test_standing (held_until, account_id, repository_id) where held_until is not null;
alter table test_standing enable row level security;
alter table test_standing force row level security;
create policy own on test_standing to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy due on test_standing for select to keyhold_jobs using (true);
grant select, insert, update, delete on test_standing to keyhold_app;
grant select (account_id, repository_id, number, environment, last_run_at, held_until) on test_standing to keyhold_jobs;
select backup_may_read('test_standing');

-- What was said of a test when.
create table test_verdict (
  account_id uuid not null,
  id uuid not null,
  test_id uuid not null,
  environment text not null,
  at timestamptz not null,
  was text not null,
  verdict text not null,
  reasons jsonb not null,
  primary key (account_id, id),
  foreign key (account_id, test_id) references test_case on delete cascade
);
create index on test_verdict (account_id, test_id, at);
alter table test_verdict enable row level security;
alter table test_verdict force row level security;
create policy own on test_verdict to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on test_verdict to keyhold_app;
select backup_may_read('test_verdict');

-- A test whose failures somebody answers for. Once the day of review is past it counts as if there were no row.
create table test_quarantine (
  account_id uuid not null,
  test_id uuid not null,
  repository_id uuid not null,
  state text not null check (state in ('active', 'quarantined', 'disabled', 'fixed')),
  owner text check (length(owner) between 1 and 200),
  ticket text check (length(ticket) between 1 and 500),
  reason text check (length(reason) between 1 and 1000),
  review_by timestamptz not null,
  -- Made by the setting, not by a person: it ends when the test turns out to be broken.
  is_auto boolean not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (account_id, test_id),
  foreign key (account_id, test_id) references test_case on delete cascade,
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index on test_quarantine (account_id, repository_id);
alter table test_quarantine enable row level security;
alter table test_quarantine force row level security;
create policy own on test_quarantine to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on test_quarantine to keyhold_app;
select backup_may_read('test_quarantine');

-- A test that vanished in the commit in which another appeared in its file: perhaps the same by another name.
create table test_rename (
  account_id uuid not null,
  old_id uuid not null,
  new_id uuid not null,
  repository_id uuid not null,
  commit text not null,
  -- How alike the names are, 0 to 1.
  likeness double precision not null,
  found_at timestamptz not null,
  primary key (account_id, old_id, new_id),
  foreign key (account_id, old_id) references test_case on delete cascade,
  foreign key (account_id, new_id) references test_case on delete cascade,
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index on test_rename (account_id, new_id);
create index on test_rename (account_id, repository_id);
alter table test_rename enable row level security;
alter table test_rename force row level security;
create policy own on test_rename to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on test_rename to keyhold_app;
select backup_may_read('test_rename');
