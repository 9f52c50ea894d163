-- Pull requests: what a code host and a CI told of each, what was made of it, and what came of it.
create table pull_request (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  number int not null check (number > 0),
  title text not null default '' check (length(title) <= 1000),
  labels text[] not null default '{}',
  is_draft boolean not null default false,
  state text not null default 'open' check (state in ('open', 'closed', 'merged')),
  base_branch text check (length(base_branch) <= 250),
  head_branch text check (length(head_branch) <= 250),
  head_sha text check (length(head_sha) <= 64),
  merge_sha text check (length(merge_sha) <= 64),
  -- The newest moment that was told by the code host's clock: what is older changes nothing here. Null: only a CI spoke.
  told_at timestamptz,
  opened_at timestamptz not null,
  ended_at timestamptz,
  changed_at timestamptz not null,
  -- What is known of the head, as it was last judged; of no head that was told, the last that was sent.
  head_snapshot_id uuid,
  facts text not null default 'none' check (facts in ('none', 'partial', 'complete')),
  logit double precision,
  probability double precision check (probability between 0 and 1),
  -- Files of the head that somebody writes by hand.
  own_files int not null default 0,
  primary key (account_id, id),
  unique (account_id, repository_id, number),
  foreign key (account_id, repository_id) references repository on delete cascade
);
create index on pull_request (account_id, number);
create index pull_request_latest on pull_request (account_id, repository_id, changed_at desc, id desc);
create index pull_request_everywhere on pull_request (account_id, changed_at desc, id desc);
create index pull_request_ended on pull_request (account_id, repository_id, ended_at desc) where state = 'merged';
create index pull_request_old on pull_request (changed_at);
alter table pull_request enable row level security;
alter table pull_request force row level security;
create policy own on pull_request to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy sweep_look on pull_request for select to keyhold_jobs using (true);
create policy sweep on pull_request for delete to keyhold_jobs using (true);
grant select, insert, update, delete on pull_request to keyhold_app;
grant select (account_id, id, changed_at, facts), delete on pull_request to keyhold_jobs;
select backup_may_read('pull_request');

-- One state of a pull request. The head is one of them; those before it stay.
create table pull_request_snapshot (
  account_id uuid not null,
  id uuid not null,
  pull_request_id uuid not null,
  -- Empty where the sender named no commit: then each that is sent is a state of its own.
  head_sha text not null default '' check (length(head_sha) <= 64),
  base_sha text check (length(base_sha) <= 64),
  -- none: the sender counted itself; partial: the totals; complete: each file.
  facts text not null default 'none' check (facts in ('none', 'partial', 'complete')),
  totals jsonb,
  files jsonb,
  ownership jsonb,
  -- What the sender counted and scored itself. A note: nothing is made of it.
  told jsonb,
  change jsonb,
  logit double precision,
  probability double precision check (probability between 0 and 1),
  low double precision,
  high double precision,
  is_calibrated boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, pull_request_id) references pull_request on delete cascade
);
create unique index pull_request_snapshot_commit on pull_request_snapshot (account_id, pull_request_id, head_sha) where head_sha <> '';
create index on pull_request_snapshot (account_id, pull_request_id, created_at desc, id desc);
alter table pull_request_snapshot enable row level security;
alter table pull_request_snapshot force row level security;
create policy own on pull_request_snapshot to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on pull_request_snapshot to keyhold_app;
select backup_may_read('pull_request_snapshot');

-- Which files the head of which pull request changes; not those that nobody writes by hand.
create table pull_request_file (
  account_id uuid not null,
  repository_id uuid not null,
  -- The first 16 bytes of the path's hash: a path is longer than an index takes.
  path_key bytea not null check (length(path_key) = 16),
  pull_request_id uuid not null,
  path text not null,
  -- Code that is no test.
  is_code boolean not null,
  touched_at timestamptz not null,
  primary key (account_id, repository_id, path_key, pull_request_id),
  foreign key (account_id, pull_request_id) references pull_request on delete cascade
);
create index on pull_request_file (account_id, pull_request_id);
alter table pull_request_file enable row level security;
alter table pull_request_file force row level security;
create policy own on pull_request_file to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on pull_request_file to keyhold_app;
select backup_may_read('pull_request_file');

-- What came of a pull request once it was merged.
create table pull_request_outcome (
  account_id uuid not null,
  id uuid not null,
  pull_request_id uuid not null,
  -- clean: somebody looked, and it brought no defect in, whatever was found.
  kind text not null check (kind in ('reverted', 'fixed', 'rolled_back', 'clean')),
  -- Which pull request did it; 0: none that is known.
  by_number int not null default 0 check (by_number >= 0),
  -- found: worked out of a later pull request; told: by somebody or by a deployment.
  source text not null check (source in ('found', 'told')),
  at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, pull_request_id, kind, by_number),
  foreign key (account_id, pull_request_id) references pull_request on delete cascade
);
alter table pull_request_outcome enable row level security;
alter table pull_request_outcome force row level security;
create policy own on pull_request_outcome to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on pull_request_outcome to keyhold_app;
select backup_may_read('pull_request_outcome');
