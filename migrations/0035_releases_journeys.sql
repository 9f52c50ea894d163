-- Synthetic journeys: declared in documents, run by call or by schedule, each run by one process.
create table journey (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 64),
  -- As it was sent: YAML or JSON.
  document text not null check (octet_length(document) <= 65536),
  version int not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  is_paused boolean not null default false,
  -- Of its schedule; null where it has none. `slot_at` is the next time by the schedule, `due_at` the same with its jitter.
  every_seconds int check (every_seconds >= 60),
  slot_at timestamptz,
  due_at timestamptz,
  -- What was told of it: failures in a row, and since when it is failing, degraded, or burning its budget.
  standing jsonb not null default '{}',
  primary key (account_id, id),
  unique (account_id, name)
);
create index journey_due on journey (due_at) where due_at is not null and not is_paused;
alter table journey enable row level security;
alter table journey force row level security;
create policy own on journey to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy due on journey for select to keyhold_jobs using (true);
grant select, insert, update, delete on journey to keyhold_app;
grant select on journey to keyhold_jobs;
select backup_may_read('journey');

-- What journeys sign in with: sealed for the account itself, and shown to nobody.
create table journey_secret (
  account_id uuid not null references accounts on delete cascade,
  subject_id uuid not null generated always as (account_id) stored,
  id uuid not null,
  name text not null check (length(name) between 1 and 64),
  value bytea not null,
  generation bigint not null default 1,
  created_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, name)
);
create index on journey_secret (subject_id, generation);
alter table journey_secret enable row level security;
alter table journey_secret force row level security;
create policy own on journey_secret to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on journey_secret for select to keyhold_jobs using (true);
create policy reseal on journey_secret for update to keyhold_jobs using (true) with check (true);
grant select, insert, delete on journey_secret to keyhold_app;
grant select, update (value) on journey_secret to keyhold_jobs;
select backup_may_read('journey_secret');

-- One run. While it is queued or running, no other of the same journey is.
create table journey_run (
  account_id uuid not null references accounts on delete cascade,
  subject_id uuid not null generated always as (account_id) stored,
  id uuid not null,
  -- Null: of the scenarios that come with Keyhold, without a document.
  journey_id uuid,
  name text not null check (length(name) between 1 and 64),
  -- The document as it was then; null where it has none.
  document text check (octet_length(document) <= 65536),
  scenarios text[],
  cause text not null check (cause in ('call', 'schedule')),
  mode text not null check (mode in ('real', 'simulated')),
  state text not null check (state in ('queued', 'running', 'ended')),
  outcome text check (outcome in ('passed', 'passed_retry', 'failed', 'could_not_run', 'maintenance')),
  is_degraded boolean not null default false,
  -- By the schedule: which time this run is of, how often it is, and how many times before it nobody ran.
  slot_at timestamptz,
  every_seconds int,
  missed int not null default 0,
  -- What it is about.
  repository_id uuid,
  commit_hash text check (length(commit_hash) between 7 and 64),
  branch text check (length(branch) <= 250),
  pr_number int,
  ci_run_id text check (length(ci_run_id) <= 200),
  asked_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  milliseconds int,
  attempts int not null default 0,
  error jsonb,
  -- Stages behind the one that failed, and what was left behind.
  not_run text[] not null default '{}',
  leftovers text[] not null default '{}',
  -- Who runs it, by the database's clock, and for the how manieth time: the word of an earlier one counts no more.
  claimed_until timestamptz,
  claim_no int not null default 0,
  -- By the home of that process, which one process alone can have: whoever starts there next knows that it is dead.
  holder uuid,
  -- What cleaning up needs if the process ends: sealed, and gone with the end of the run.
  context bytea,
  context_generation bigint not null default 1,
  primary key (account_id, id),
  foreign key (account_id, journey_id) references journey on delete cascade,
  foreign key (account_id, repository_id) references repository on delete set null (repository_id)
);
create unique index journey_run_alone on journey_run (account_id, journey_id) where state in ('queued', 'running');
create unique index journey_run_slot on journey_run (account_id, journey_id, slot_at) where slot_at is not null;
create index journey_run_live on journey_run (claimed_until) where state in ('queued', 'running');
create index journey_run_holder on journey_run (holder) where state = 'running';
create index journey_run_newest on journey_run (account_id, asked_at desc, id desc);
create index journey_run_of on journey_run (account_id, journey_id, asked_at desc, id desc);
create index journey_run_commit on journey_run (account_id, repository_id, commit_hash);
create index journey_run_old on journey_run (asked_at);
create index on journey_run (subject_id, context_generation);
alter table journey_run enable row level security;
alter table journey_run force row level security;
create policy own on journey_run to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy live on journey_run for select to keyhold_jobs using (true);
create policy lapse on journey_run for update to keyhold_jobs using (true) with check (true);
create policy sweep on journey_run for delete to keyhold_jobs using (true);
grant select, insert, update, delete on journey_run to keyhold_app;
grant select, update (context, claimed_until), delete on journey_run to keyhold_jobs;
select backup_may_read('journey_run');

-- Each stage of each attempt: what came of it, and how long it took.
create table journey_step (
  account_id uuid not null,
  run_id uuid not null,
  journey_id uuid,
  attempt int not null,
  position int not null,
  phase text not null check (phase in ('main', 'cleanup')),
  name text not null,
  status text not null check (status in ('passed', 'failed', 'skipped')),
  started_at timestamptz not null,
  milliseconds int not null,
  is_degraded boolean not null,
  -- Why it was skipped, or what went wrong; what it was answered, and what the document wants shown.
  detail jsonb not null,
  primary key (account_id, run_id, attempt, position),
  foreign key (account_id, run_id) references journey_run on delete cascade
);
create index journey_step_times on journey_step (account_id, journey_id, started_at) where status = 'passed' and phase = 'main';
alter table journey_step enable row level security;
alter table journey_step force row level security;
create policy own on journey_step to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on journey_step to keyhold_app;
select backup_may_read('journey_step');

-- The calls of a run, redacted, as an archive (HAR).
create table journey_trace (
  account_id uuid not null,
  run_id uuid not null,
  har json not null,
  kept_until timestamptz not null,
  primary key (account_id, run_id),
  foreign key (account_id, run_id) references journey_run on delete cascade
);
create index journey_trace_old on journey_trace (kept_until);
alter table journey_trace enable row level security;
alter table journey_trace force row level security;
create policy own on journey_trace to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy sweep_look on journey_trace for select to keyhold_jobs using (true);
create policy sweep on journey_trace for delete to keyhold_jobs using (true);
grant select, insert, update, delete on journey_trace to keyhold_app;
grant select (account_id, run_id, kept_until), delete on journey_trace to keyhold_jobs;
select backup_may_read('journey_trace');

-- People whom runs make up, by the keyed hash of their address: written down before they are made, so that somebody knows
-- whom to erase whatever becomes of the run. Their account in the log is kept for a while, as no figure counts them.
create table synthetic_person (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  run_id uuid not null,
  mac bytea not null check (length(mac) = 32),
  person_id uuid,
  log_account uuid,
  announced_at timestamptz not null,
  ended_at timestamptz,
  primary key (account_id, id)
);
create index on synthetic_person (account_id, run_id);
create index on synthetic_person (account_id, announced_at);
create index synthetic_person_open on synthetic_person (announced_at) where ended_at is null;
create index on synthetic_person (ended_at) where ended_at is not null;
create unique index on synthetic_person (mac);
create index on synthetic_person (person_id);
create index on synthetic_person (log_account);
alter table synthetic_person enable row level security;
alter table synthetic_person force row level security;
create policy own on synthetic_person to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy open on synthetic_person for select to keyhold_jobs using (true);
create policy sweep on synthetic_person for delete to keyhold_jobs using (true);
create policy find on synthetic_person for select to keyhold_lookup using (true);
create policy link on synthetic_person for update to keyhold_lookup using (true) with check (true);
grant select, insert, update, delete on synthetic_person to keyhold_app;
grant select, delete on synthetic_person to keyhold_jobs;
grant select, update (person_id, log_account) on synthetic_person to keyhold_lookup;
select backup_may_read('synthetic_person');

-- Mail to people whom runs make up never leaves: it is kept for the run to read, and goes with them.
alter table outgoing_mail drop constraint outgoing_mail_state_check;
alter table outgoing_mail add constraint outgoing_mail_state_check check (state in ('waiting', 'sent', 'failed', 'kept'));

grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
set local role keyhold_lookup;
-- In the transaction that makes somebody: whether a run announced that address, once.
create function synthetic_link(p_macs bytea[], p_person uuid, p_log_account uuid) returns boolean
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with linked as (
    update public.synthetic_person s set person_id = p_person, log_account = p_log_account
    where s.mac = any (p_macs) and s.person_id is null and s.ended_at is null returning 1)
  select exists (select from linked) $$;

-- As before, but for people whom runs made up.
create or replace function people_figures(p_now timestamptz, p_since timestamptz)
  returns table (unverified int, verified int, disabled int, second_factor int, sessions int, people_with_session int, outlived int, verification_mails int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with real_person as (
    select p.account_id, p.verified_at, p.disabled_at from public.person p
    where not exists (select from public.synthetic_person s where s.person_id = p.account_id))
  select p.unverified, p.verified, p.disabled, f.n, s.live, s.people, s.outlived, m.n
  from
    (select count(*) filter (where verified_at is null and disabled_at is null)::int as unverified,
      count(*) filter (where verified_at is not null and disabled_at is null)::int as verified,
      count(*) filter (where disabled_at is not null)::int as disabled from real_person) p,
    (select count(distinct f.account_id)::int as n from public.factor f join real_person q on q.account_id = f.account_id
      where f.enabled_at is not null and q.disabled_at is null) f,
    (select count(*) filter (where q.disabled_at is null)::int as live, count(distinct x.account_id) filter (where q.disabled_at is null)::int as people,
      count(*) filter (where q.disabled_at is not null)::int as outlived
      from public.person_session x join real_person q on q.account_id = x.account_id
      where x.ended_at is null and x.idle_ends_at > p_now and x.ends_at > p_now and x.acting_operator is null) s,
    (select count(*)::int as n from public.mail_token t join real_person q on q.account_id = t.account_id, unnest(t.sent_at) as sent
      where t.kind = 'verify' and sent > p_since) m $$;
reset role;
revoke create on schema public from keyhold_lookup;
revoke all on function synthetic_link from public;
grant execute on function synthetic_link to keyhold_app;

-- As before, but for the acts of people whom runs made up: these stand in the log like any other's, and in no figure.
create or replace function counted_acts(p_since timestamptz) returns table (action text, what text, why text, n bigint)
  language sql stable as $$
  select case when e.action = 'person.password_reset' and e.detail like '%"firstProof":true%' then 'person.address_proved' else e.action end,
    coalesce(substring(e.detail from '"(?:mail|at)":"([a-z_]+)"'), ''), coalesce(substring(e.detail from '"(?:reason|by)":"([a-z_]+)"'), ''), sum(e.n)::bigint
  from public.audit_entry e
  where e.at > p_since and e.action in ('person.registered', 'person.verification_sent', 'person.address_proved', 'person.mail_refused',
    'person.password_reset', 'person.signed_in', 'person.sign_in_refused', 'person.sign_in_locked', 'factor.refused', 'factor.locked', 'passkey.refused', 'session.reused')
    and not exists (select from public.synthetic_person s where s.log_account = e.log_account)
  group by 1, 2, 3 limit 1000 $$;
