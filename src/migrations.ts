// Made by `npm run docs` from migrations/*.sql; a test compares them.
import type { Migration } from './kit/migrate.ts'

export const migrations: readonly Migration[] = [
  { number: 1, name: '0001_kit_roles', sql: `-- The roles under which the process runs its statements. None may log in, own a table or pass by row-level security.
-- keyhold_app: one account's rows. keyhold_jobs: policies of its own on named tables. keyhold_lookup and keyhold_audit:
-- own the definer functions and what only these may touch.
do $$
declare name text; login text := current_setting('keyhold.login');
begin
  foreach name in array array['keyhold_app', 'keyhold_jobs', 'keyhold_lookup', 'keyhold_audit'] loop
    -- An administrator may have made them for a login that may not (\`migrate --print\`).
    continue when exists (select from pg_roles r where r.rolname = name);
    begin
      execute format('create role %I nologin nosuperuser nobypassrls noinherit', name);
    exception when duplicate_object or unique_violation then null; -- roles belong to the whole cluster
    end;
  end loop;
  foreach name in array array['keyhold_app', 'keyhold_jobs'] loop
    execute format('grant %I to %I', name, login);
  end loop;
  -- The owner hands the definer functions over to these two.
  foreach name in array array['keyhold_lookup', 'keyhold_audit'] loop
    execute format('grant %I to current_user', name);
  end loop;
end $$;

grant usage on schema public to keyhold_app, keyhold_jobs, keyhold_lookup, keyhold_audit;
grant create on schema public to keyhold_lookup, keyhold_audit;

-- The account of the running transaction; null, and so no row, when none was set.
create function app_account() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;
` },
  { number: 2, name: '0002_accounts_directory', sql: `create table accounts (
  id uuid primary key,
  kind text not null check (kind in ('person', 'team')),
  name text not null,
  log_account uuid not null unique,
  created_at timestamptz not null
);
alter table accounts enable row level security;
alter table accounts force row level security;
create policy own on accounts to keyhold_app using (id = (select app_account())) with check (id = (select app_account()));
create policy audit on accounts for select to keyhold_audit using (true);
grant select, insert, update on accounts to keyhold_app;
grant select on accounts to keyhold_audit;

-- An app's own users. The account itself is the subject with its own id ("@self").
create table subjects (
  account_id uuid not null references accounts,
  id uuid not null,
  external_id text not null check (length(external_id) between 1 and 200),
  log_subject uuid not null unique,
  created_at timestamptz not null,
  erasing_at timestamptz,
  primary key (account_id, id),
  unique (account_id, external_id)
);
alter table subjects enable row level security;
alter table subjects force row level security;
create policy own on subjects to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy audit on subjects for select to keyhold_audit using (true);
create policy jobs on subjects for select to keyhold_jobs using (erasing_at is not null);
grant select, insert, update, delete on subjects to keyhold_app;
grant select on subjects to keyhold_audit, keyhold_jobs;

-- One row: this deployment. The home account is made with the schema, so that keys and the operator have somebody to act for.
create table deployment (
  one boolean primary key default true check (one),
  id uuid not null,
  home_account_id uuid not null references accounts,
  owner_connection_id uuid,
  key_backed_up_at timestamptz
);
grant select, update (owner_connection_id, key_backed_up_at) on deployment to keyhold_app;
grant select on deployment to keyhold_jobs;

-- The owner is bound by forced row-level security as well: it plants the first rows as the account they belong to.
do $$
declare home uuid := gen_random_uuid();
begin
  execute 'grant keyhold_app to current_user';
  perform set_config('app.account_id', home::text, true);
  set local role keyhold_app;
  insert into accounts values (home, 'team', 'Home', gen_random_uuid(), clock_timestamp());
  insert into subjects values (home, home, '@self', gen_random_uuid(), clock_timestamp());
  reset role;
  insert into deployment (id, home_account_id) values (gen_random_uuid(), home);
end $$;

-- Look-ups before an account is known: the hash of something only its holder has, to an account and a row.
-- No personal data; the app's role reaches them through the three functions alone.
create table lookup (
  kind text not null,
  hash bytea not null check (length(hash) = 32),
  account_id uuid not null,
  row_id uuid not null,
  expires_at timestamptz not null,
  primary key (kind, hash)
);
create index on lookup (expires_at);
grant select, insert, delete on lookup to keyhold_lookup;

create function lookup_put(p_kind text, p_hash bytea, p_account uuid, p_row uuid, p_expires timestamptz) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.lookup values (p_kind, p_hash, p_account, p_row, p_expires) $$;
create function lookup_find(p_kind text, p_hash bytea, p_now timestamptz) returns table (account_id uuid, row_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.row_id from public.lookup l where l.kind = p_kind and l.hash = p_hash and l.expires_at > p_now $$;
-- One statement decides: of two callers with the same secret only one gets the row.
create function lookup_take(p_kind text, p_hash bytea, p_now timestamptz) returns table (account_id uuid, row_id uuid)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.lookup l where l.kind = p_kind and l.hash = p_hash and l.expires_at > p_now returning l.account_id, l.row_id $$;
create function lookup_sweep(p_now timestamptz, p_limit int) returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (delete from public.lookup where (kind, hash) in
    (select kind, hash from public.lookup where expires_at <= p_now limit p_limit) returning 1) select count(*) from gone $$;
alter function lookup_put owner to keyhold_lookup;
alter function lookup_find owner to keyhold_lookup;
alter function lookup_take owner to keyhold_lookup;
alter function lookup_sweep owner to keyhold_lookup;
revoke all on function lookup_put, lookup_find, lookup_take, lookup_sweep from public;
grant execute on function lookup_put, lookup_find, lookup_take to keyhold_app, keyhold_jobs;
grant execute on function lookup_sweep to keyhold_jobs;
` },
  { number: 3, name: '0003_accounts_operator', sql: `create table operator_session (
  account_id uuid not null references accounts,
  id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (account_id, id)
);
alter table operator_session enable row level security;
alter table operator_session force row level security;
create policy own on operator_session to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on operator_session to keyhold_app;
` },
  { number: 4, name: '0004_vault', sql: `-- Root keys, wrapped by the master key, which is never in the database.
create table encryption_keys (
  id int primary key check (id > 0),
  purpose text not null check (purpose in ('seal', 'lookup', 'fingerprint', 'subject_mac', 'cursor', 'csrf', 'checkpoint')),
  state text not null check (state in ('primary', 'open', 'retired')),
  wrapped bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
create unique index one_primary on encryption_keys (purpose) where state = 'primary';
grant select, insert, update on encryption_keys to keyhold_jobs;

-- Destroying a subject's salt makes everything sealed for it unreadable.
create table subject_salt (
  account_id uuid not null,
  subject_id uuid not null,
  salt bytea not null check (length(salt) = 32),
  primary key (account_id, subject_id),
  foreign key (account_id, subject_id) references subjects (account_id, id)
);
alter table subject_salt enable row level security;
alter table subject_salt force row level security;
create policy own on subject_salt to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on subject_salt to keyhold_app;
` },
  { number: 5, name: '0005_audit_log', sql: `-- Insert-only; written in the form that blocks and checkpoints are made from.
create table audit_head (
  one boolean primary key default true check (one),
  epoch int not null
);
insert into audit_head (epoch) values (1);
grant select on audit_head to keyhold_audit;

create table audit_entry (
  id uuid not null,
  at timestamptz not null,
  epoch int not null,
  xid xid8 not null,
  log_account uuid,
  log_subject uuid,
  actor_kind text not null,
  actor text,
  action text not null,
  object_kind text,
  object uuid,
  outcome text not null,
  n int not null check (n > 0),
  request_id text,
  token_fp bytea check (length(token_fp) = 16),
  detail text,
  private bytea,
  primary key (epoch, xid, id, at)
) partition by range (at);
create index on audit_entry (log_account, object, at desc);
create index on audit_entry (log_account, at desc);
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy write on audit_entry for insert to keyhold_audit with check (true);
-- A subquery of the account's own row: the log holds only its pseudonym.
create policy own on audit_entry for select to keyhold_app using (log_account = (select a.log_account from accounts a where a.id = (select app_account())));
grant insert on audit_entry to keyhold_audit;
grant select on audit_entry to keyhold_app;

create function audit_refuse() returns trigger language plpgsql as $$
begin raise exception 'the audit log is insert-only' using errcode = '42501'; end $$;
create trigger insert_only before update or delete on audit_entry for each row execute function audit_refuse();
create trigger no_truncate before truncate on audit_entry for each statement execute function audit_refuse();

-- The partition of a month, made ahead by a job and, should that have failed, by the writer itself.
create function audit_month(p_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  first timestamp := date_trunc('month', p_at at time zone 'UTC');
  name text := 'audit_entry_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then return; end if;
  -- The app's role may call this: not for partitions without end.
  if p_at not between now() - interval '10 years' and now() + interval '10 years' then
    raise exception 'no month of the log lies there' using errcode = '22023';
  end if;
  perform 1 from public.audit_head for update; -- one maker at a time
  if to_regclass('public.' || name) is not null then return; end if;
  execute format('create table public.%I partition of public.audit_entry for values from (%L) to (%L)',
    name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
  execute format('alter table public.%I enable row level security', name);
  execute format('alter table public.%I force row level security', name);
  execute format('create trigger no_truncate before truncate on public.%I for each statement execute function public.audit_refuse()', name);
end $$;
revoke all on function audit_month from public;
grant execute on function audit_month to keyhold_app, keyhold_jobs;
do $$ begin
  perform audit_month(now());
  perform audit_month(now() + interval '1 month');
end $$;

-- An act, in the transaction that does it.
create function audit_append(p_id uuid, p_at timestamptz, p_account uuid, p_subject uuid, p_actor_kind text, p_actor text, p_action text,
  p_object_kind text, p_object uuid, p_outcome text, p_request text, p_fp bytea, p_detail text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp, detail)
  select p_id, p_at, h.epoch, pg_current_xact_id(),
    (select a.log_account from public.accounts a where a.id = p_account),
    (select s.log_subject from public.subjects s where s.account_id = p_account and s.id = p_subject),
    p_actor_kind, p_actor, p_action, p_object_kind, p_object, p_outcome, 1, p_request, p_fp, p_detail
  from public.audit_head h $$;
alter function audit_append owner to keyhold_audit;
revoke all on function audit_append from public;
grant execute on function audit_append to keyhold_app, keyhold_jobs;
` },
  { number: 6, name: '0006_limits', sql: `-- State shared by all processes and derived from the clock: no timers, nothing to clean up. No personal data.
create table breaker (
  name text primary key,
  failures int not null default 0,
  opened_at timestamptz,
  open_until timestamptz,
  trips int not null default 0,
  closed_at timestamptz
);
create table rate_budget (
  name text not null,
  "window" text not null,
  window_seconds int not null,
  max_calls int not null,
  used int not null default 0,
  resets_at timestamptz not null,
  blocked_until timestamptz,
  primary key (name, "window")
);
grant select, insert, update on breaker, rate_budget to keyhold_app, keyhold_jobs;
` },
  { number: 7, name: '0007_access_keys', sql: `create table api_keys (
  account_id uuid not null references accounts,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  prefix text not null,
  last4 text not null,
  scopes text[] not null,
  subject_id uuid,
  version int not null default 1,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, subject_id) references subjects (account_id, id)
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy own on api_keys to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy lookup on api_keys for select to keyhold_lookup using (true);
create policy release on api_keys for select to keyhold_audit using (true);
grant select, insert, update on api_keys to keyhold_app;
grant select on api_keys to keyhold_lookup, keyhold_audit;

-- MAC of a key under a versioned lookup key, to its row. Never the key.
create table api_key_lookup (
  mac bytea primary key check (length(mac) = 32),
  mac_key_id int not null,
  account_id uuid not null,
  key_id uuid not null
);
grant select, insert, update, delete on api_key_lookup to keyhold_lookup;

create function api_key_put(p_mac bytea, p_mac_key int, p_account uuid, p_key uuid) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.api_key_lookup values (p_mac, p_mac_key, p_account, p_key) $$;
create function api_key_find(p_macs bytea[], p_now timestamptz)
  returns table (account_id uuid, key_id uuid, subject_id uuid, scopes text[], version int, mac_key_id int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now) limit 1 $$;
alter function api_key_put owner to keyhold_lookup;
alter function api_key_find owner to keyhold_lookup;
revoke all on function api_key_put, api_key_find from public;
grant execute on function api_key_put, api_key_find to keyhold_app;
` },
  { number: 8, name: '0008_connections', sql: `-- The connection family: keys start with the connection's id, and nothing joins another connection's rows.
create table connections (
  id uuid primary key,
  account_id uuid not null,
  subject_id uuid not null,
  provider text not null,
  kind text not null check (kind in ('oauth2', 'service_account', 'api_key')),
  label text,
  provider_subject text,
  status text not null check (status in ('pending', 'active', 'needs_reauth', 'closing')),
  reason text,
  scopes text[] not null,
  requested_scopes text[] not null,
  token_type text not null,
  -- Which journal row the pointer shows, of which grant, and the next generation to hand out.
  generation bigint not null,
  grant_no int not null,
  next_generation bigint not null,
  access_expires_at timestamptz,
  soft_at timestamptz,
  created_at timestamptz not null,
  connected_at timestamptz not null,
  refreshed_at timestamptz,
  status_at timestamptz not null,
  foreign key (account_id, subject_id) references subjects (account_id, id)
);
create index on connections (account_id, created_at desc, id desc);
create index on connections (account_id, subject_id);
create index due on connections (soft_at) where status = 'active';
create index unfinished on connections (status_at) where status in ('pending', 'closing');
alter table connections enable row level security;
alter table connections force row level security;
create policy own on connections to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on connections for select to keyhold_jobs using (true);
create policy release on connections for select to keyhold_audit using (true);
grant select, insert, update, delete on connections to keyhold_app;
-- "for update skip locked" needs the right to update something; the policies give jobs no row to write.
grant select on connections to keyhold_jobs, keyhold_audit;

-- What changes often and matters less stands apart, so that it never competes with the token's row.
create table connection_bookkeeping (
  connection_id uuid primary key references connections on delete cascade,
  account_id uuid not null,
  failures int not null default 0,
  last_failure_at timestamptz,
  last_failure_code text,
  -- Before these no reader, and no sweep, tries again.
  read_after timestamptz,
  sweep_after timestamptz,
  revoke_attempts int not null default 0
);
alter table connection_bookkeeping enable row level security;
alter table connection_bookkeeping force row level security;
create policy own on connection_bookkeeping to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on connection_bookkeeping for select to keyhold_jobs using (true);
grant select, insert, update, delete on connection_bookkeeping to keyhold_app;
grant select on connection_bookkeeping to keyhold_jobs;

-- The journal: every token a provider ever gave us, under the generation its attempt reserved.
create table token_version (
  connection_id uuid not null references connections on delete cascade,
  generation bigint not null,
  account_id uuid not null,
  subject_id uuid not null,
  grant_no int not null,
  state text not null check (state in ('parsed', 'unparsed')),
  access_token bytea,
  refresh_token bytea,
  raw bytea,
  token_type text,
  scopes text[],
  access_expires_at timestamptz,
  received_at timestamptz not null,
  -- The provider refused this one's refresh token: never presented again.
  refused boolean not null default false,
  primary key (connection_id, generation),
  -- A seal that comes after an erase finds no salt and fails.
  foreign key (account_id, subject_id) references subject_salt (account_id, subject_id)
);
alter table token_version enable row level security;
alter table token_version force row level security;
create policy own on token_version to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update (refused), delete on token_version to keyhold_app;

-- A row 'sent' is the claim: written before the call, outliving the process that made it.
create table refresh_attempt (
  connection_id uuid not null references connections on delete cascade,
  generation bigint not null,
  account_id uuid not null,
  grant_no int not null,
  from_generation bigint not null,
  state text not null check (state in ('sent', 'answered', 'refused', 'failed', 'not_sent', 'unknown')),
  started_at timestamptz not null,
  deadline timestamptz not null,
  instance uuid not null,
  ended_at timestamptz,
  code text,
  primary key (connection_id, generation)
);
create unique index one_sent on refresh_attempt (connection_id) where state = 'sent';
create index open_by_instance on refresh_attempt (instance) where state = 'sent';
alter table refresh_attempt enable row level security;
alter table refresh_attempt force row level security;
create policy own on refresh_attempt to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on refresh_attempt for select to keyhold_jobs using (true);
grant select, insert, update, delete on refresh_attempt to keyhold_app;
grant select on refresh_attempt to keyhold_jobs;

-- Which live connections stand on one grant at the provider, by a keyed hash of (client, provider's subject).
create table provider_grant (
  mac bytea not null check (length(mac) = 32),
  connection_id uuid not null,
  account_id uuid not null,
  exclusive boolean not null,
  primary key (mac, connection_id)
);
create unique index one_per_pair on provider_grant (mac) where exclusive;
grant select, insert, delete on provider_grant to keyhold_lookup;
create function provider_grant_put(p_mac bytea, p_connection uuid, p_account uuid, p_exclusive boolean) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.provider_grant values (p_mac, p_connection, p_account, p_exclusive) on conflict (mac, connection_id) do nothing $$;
create function provider_grant_find(p_mac bytea) returns table (connection_id uuid, account_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select g.connection_id, g.account_id from public.provider_grant g where g.mac = p_mac $$;
create function provider_grant_drop(p_connection uuid) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.provider_grant g where g.connection_id = p_connection $$;
create index on provider_grant (connection_id);
alter function provider_grant_put owner to keyhold_lookup;
alter function provider_grant_find owner to keyhold_lookup;
alter function provider_grant_drop owner to keyhold_lookup;
revoke all on function provider_grant_put, provider_grant_find, provider_grant_drop from public;
grant execute on function provider_grant_put, provider_grant_find, provider_grant_drop to keyhold_app;

-- What an app asked for when it made a connect link.
create table connect_session (
  account_id uuid not null,
  id uuid not null,
  subject_id uuid not null,
  provider text not null,
  scopes text[] not null,
  subject_label text,
  return_to text,
  confirm text not null check (confirm in ('none', 'app', 'operator')),
  reconnect_id uuid,
  connection_id uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, subject_id) references subjects (account_id, id) on delete cascade
);
-- One way to a provider and back: the state's row. Its secrets are sealed for the subject.
create table connect_attempt (
  account_id uuid not null,
  id uuid not null,
  session_id uuid,
  subject_id uuid not null,
  provider text not null,
  issuer text,
  client_id text not null,
  redirect_uri text not null,
  scopes text[] not null,
  cookie_hash bytea not null check (length(cookie_hash) = 32),
  verifier bytea,
  nonce bytea,
  by_operator boolean not null,
  created_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, subject_id) references subjects (account_id, id) on delete cascade,
  foreign key (account_id, session_id) references connect_session (account_id, id) on delete cascade
);
-- Where a connect link may send the browser afterwards: exact origin, path prefix.
create table return_address (
  account_id uuid not null references accounts,
  origin text not null,
  path_prefix text not null,
  created_at timestamptz not null,
  primary key (account_id, origin, path_prefix)
);
do $$ declare name text; begin
  foreach name in array array['connect_session', 'connect_attempt', 'return_address'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own on %I to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()))', name);
    execute format('grant select, insert, update, delete on %I to keyhold_app', name);
  end loop;
end $$;
create policy jobs on connect_session for select to keyhold_jobs using (true);
grant select on connect_session to keyhold_jobs;
create policy jobs on connect_attempt for select to keyhold_jobs using (true);
grant select on connect_attempt to keyhold_jobs;
` },
  { number: 9, name: '0009_audit_release', sql: `-- Reads of secrets, many in one flush: an entry for each read whose connection still shows that generation and whose
-- key is still good, in the statement that says so. What is not in \`good\` is stale and leaves no entry.
create function audit_release(p_now timestamptz, p_id uuid[], p_account uuid[], p_connection uuid[], p_generation bigint[], p_key uuid[], p_key_version int[],
  p_log_account uuid[], p_log_subject uuid[], p_actor_kind text[], p_actor text[], p_n int[], p_request text[], p_fp bytea[])
  returns table (good int[], clock timestamptz)
  -- plpgsql keeps the plan, on every version. It must be look-ups by primary key alone: planned while statistics are
  -- missing, a join, or a condition that an index on the state fits, becomes a scan of all connections for each read.
  language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  return query with released as (
    select a.* from unnest(p_id, p_account, p_connection, p_generation, p_key, p_key_version, p_log_account, p_log_subject, p_actor_kind, p_actor, p_n, p_request, p_fp)
      with ordinality as a (id, account, connection, generation, key, key_version, log_account, log_subject, actor_kind, actor, n, request, fp, ix)
    where (select c.account_id = a.account and c.generation = a.generation and c.status = 'active' from public.connections c where c.id = a.connection)
      and (a.key is null or (select k.version = a.key_version and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
        from public.api_keys k where k.account_id = a.account and k.id = a.key))
  ), written as (
    insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp)
    select r.id, p_now, (select h.epoch from public.audit_head h), pg_current_xact_id(), r.log_account, r.log_subject, r.actor_kind, r.actor, 'token.read', 'connection', r.connection, 'ok', r.n, r.request, r.fp
    from released r
  )
  select coalesce((select array_agg(r.ix::int) from released r), '{}'), clock_timestamp();
end $$;
alter function audit_release owner to keyhold_audit;
revoke all on function audit_release from public;
grant execute on function audit_release to keyhold_app;
-- The one thing the login does without taking a role: a flush is a single statement, a transaction by itself.
do $$ begin execute format('grant execute on function audit_release to %I', current_setting('keyhold.login')); end $$;
revoke create on schema public from keyhold_lookup, keyhold_audit;
` },
  { number: 10, name: '0010_datasets', sql: `-- What a connection unlocks, kept as the provider told it, and how fresh it is.
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
` },
  { number: 11, name: '0011_operations_backup', sql: `-- The role under which the owner reads one snapshot of everything (docs/decisions/0018-backup.md). It may read every
-- table and write none; only the owner may take it. Forced row-level security binds the owner like anybody else, so the
-- role has a policy of its own on every guarded table.
do $$
begin
  if not exists (select from pg_roles r where r.rolname = 'keyhold_backup') then
    begin
      create role keyhold_backup nologin nosuperuser nobypassrls noinherit;
    exception when duplicate_object or unique_violation then null; -- roles belong to the whole cluster
    end;
  end if;
  grant keyhold_backup to current_user;
end $$;
grant usage on schema public to keyhold_backup;

-- Every migration that makes a table calls this for it; a test, and \`keyhold backup\` itself, name a table that was forgotten.
create function backup_may_read(p_table regclass) returns void language plpgsql as $$
begin
  execute format('grant select on %s to keyhold_backup', p_table);
  if (select c.relrowsecurity from pg_class c where c.oid = p_table) then
    -- Not \`true\`: the owner inherits the role, and must see nothing until it has taken it.
    execute format('create policy backup on %s for select to keyhold_backup using (current_user = ''keyhold_backup'')', p_table);
  end if;
end $$;
revoke all on function backup_may_read from public;

do $$
declare name regclass;
begin
  for name in
    select c.oid::regclass from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migrations'
    order by c.relname
  loop
    perform backup_may_read(name);
  end loop;
end $$;
` },
  { number: 12, name: '0012_access_key_uses', sql: `-- What uses a key: programs by the name they give themselves, and when. Kept to the minute; the log has each release.
create table api_key_use (
  account_id uuid not null,
  key_id uuid not null,
  client text not null check (length(client) <= 100),
  first_used_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (account_id, key_id, client),
  foreign key (account_id, key_id) references api_keys (account_id, id) on delete cascade
);
alter table api_key_use enable row level security;
alter table api_key_use force row level security;
create policy own on api_key_use to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update on api_key_use to keyhold_app;
select backup_may_read('api_key_use');

-- What an actor did, newest first.
create index on audit_entry (log_account, actor, at desc);
` },
  { number: 13, name: '0013_audit_blocks', sql: `-- Entries are bound into blocks, each of which holds the hash of the one before (docs/guides/proof.md). Hashing is done
-- here, so that no role of the app can write a block of its own; the verifier does it again by other code.
alter table audit_head
  -- The first transaction that no block covers, and what the newest block ends with.
  add column next_xid xid8 not null default '0',
  add column no bigint not null default 0,
  add column seq bigint not null default 0,
  add column hash bytea not null default decode(repeat('00', 32), 'hex') check (length(hash) = 32),
  -- Right edge of the tree over all blocks (RFC 6962): roots of its whole subtrees, the largest first.
  add column edge bytea[] not null default '{}';
grant update on audit_head to keyhold_audit;
grant select on audit_head to keyhold_jobs;

create table audit_block (
  no bigint primary key,
  epoch int not null,
  xid_from xid8 not null,
  -- Not part of it any more.
  xid_to xid8 not null,
  first_seq bigint not null,
  count int not null check (count > 0),
  root bytea not null check (length(root) = 32),
  prev bytea not null unique check (length(prev) = 32),
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null
);
grant select, insert on audit_block to keyhold_audit;
grant select on audit_block to keyhold_jobs;
create trigger insert_only before update or delete on audit_block for each row execute function audit_refuse();
create trigger no_truncate before truncate on audit_block for each statement execute function audit_refuse();
select backup_may_read('audit_block');

-- The linker and the daily proof read every entry; both see pseudonyms alone.
grant select on audit_entry to keyhold_audit, keyhold_jobs;
create policy link on audit_entry for select to keyhold_audit using (true);
create policy prove on audit_entry for select to keyhold_jobs using (true);

-- A field as its length and its bytes; null is no length at all.
create function audit_lp(p bytea) returns bytea language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(int4send(length(p)) || p, '\\xffffffff'::bytea) $$;

create function audit_leaf(e audit_entry) returns bytea language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return sha256('\\x00'::bytea || 'keyhold/audit/entry/v1'::bytea || '\\x00'::bytea
    || public.audit_lp(uuid_send(e.id)) || public.audit_lp(int8send((extract(epoch from e.at) * 1000000)::bigint))
    || public.audit_lp(uuid_send(e.log_account)) || public.audit_lp(uuid_send(e.log_subject))
    || public.audit_lp(convert_to(e.actor_kind, 'UTF8')) || public.audit_lp(convert_to(e.actor, 'UTF8')) || public.audit_lp(convert_to(e.action, 'UTF8'))
    || public.audit_lp(convert_to(e.object_kind, 'UTF8')) || public.audit_lp(uuid_send(e.object)) || public.audit_lp(convert_to(e.outcome, 'UTF8'))
    || public.audit_lp(int4send(e.n)) || public.audit_lp(convert_to(e.request_id, 'UTF8')) || public.audit_lp(e.token_fp)
    || public.audit_lp(convert_to(e.detail, 'UTF8')) || public.audit_lp(e.private));
end $$;

-- One more leaf at the right of a tree that has p_size.
create function audit_push(p_edge bytea[], p_size bigint, p_leaf bytea) returns bytea[]
  language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  node bytea := p_leaf;
  size bigint := p_size;
  last int := cardinality(p_edge);
begin
  while size & 1 = 1 loop
    node := sha256('\\x01'::bytea || p_edge[last] || node);
    last := last - 1;
    size := size >> 1;
  end loop;
  return p_edge[1:last] || node;
end $$;

create function audit_root(p_edge bytea[]) returns bytea language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare root bytea := p_edge[cardinality(p_edge)];
begin
  for i in reverse cardinality(p_edge) - 1 .. 1 loop
    root := sha256('\\x01'::bytea || p_edge[i] || root);
  end loop;
  return root;
end $$;

-- Binds entries of transactions below p_hi into one block of the epoch; at most p_most, or all of one transaction.
create function audit_bind(p_hi xid8, p_most int) returns table (linked int, is_more boolean)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head public.audit_head;
  hi xid8 := p_hi;
  cut xid8;
  entry public.audit_entry;
  edge bytea[] := '{}';
  n int := 0;
  root bytea;
  made bytea;
begin
  select h.* into head from public.audit_head h for update skip locked;
  if not found then return query select 0, false; return; end if;
  -- A transaction's entries stay together: a block ends before the one that would not fit.
  select e.xid into cut from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id offset p_most limit 1;
  if cut is not null then
    if not exists (select from public.audit_entry e where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < cut) then
      cut := ((cut::text::numeric + 1)::text)::xid8;
    end if;
    hi := cut;
  end if;
  for entry in
    select e.* from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id
  loop
    edge := public.audit_push(edge, n, public.audit_leaf(entry));
    n := n + 1;
  end loop;
  if n = 0 then return query select 0, false; return; end if;
  root := public.audit_root(edge);
  made := sha256('keyhold/audit/block/v1'::bytea || '\\x00'::bytea || int8send(head.no + 1) || int8send(head.epoch)
    || int8send(head.next_xid::text::bigint) || int8send(hi::text::bigint) || int8send(head.seq + 1) || int8send(n) || root || head.hash);
  insert into public.audit_block (no, epoch, xid_from, xid_to, first_seq, count, root, prev, hash, at)
    values (head.no + 1, head.epoch, head.next_xid, hi, head.seq + 1, n, root, head.hash, made, clock_timestamp());
  update public.audit_head h set next_xid = hi, no = head.no + 1, seq = head.seq + n, hash = made,
    edge = public.audit_push(head.edge, head.no, sha256('\\x00'::bytea || made));
  return query select n, cut is not null;
end $$;

-- Any process may call it: whoever finds another at it does nothing. Below the oldest transaction that still runs every
-- other has ended, so that no entry can appear there any more.
create function audit_link(p_most int) returns table (linked int, is_more boolean)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  select * from public.audit_bind(pg_snapshot_xmin(pg_current_snapshot()), p_most) $$;

-- Another cluster counts its transactions anew. Nobody writes meanwhile: what is left of the old epoch is bound as it is.
create function audit_new_epoch() returns int
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare made int;
begin
  perform 1 from public.audit_head for update;
  loop
    exit when not coalesce((select b.is_more from public.audit_bind(
      (select ((e.xid::text::numeric + 1)::text)::xid8 from public.audit_entry e, public.audit_head h
        where e.epoch = h.epoch and e.xid >= h.next_xid order by e.xid desc limit 1), 8192) b), false);
  end loop;
  update public.audit_head h set epoch = h.epoch + 1, next_xid = pg_current_xact_id() returning h.epoch into made;
  return made;
end $$;
grant create on schema public to keyhold_audit; -- an owner of functions needs it while it becomes one
alter function audit_bind owner to keyhold_audit;
alter function audit_link owner to keyhold_audit;
alter function audit_new_epoch owner to keyhold_audit;
revoke all on function audit_lp, audit_leaf, audit_push, audit_root, audit_bind, audit_link, audit_new_epoch from public;
grant execute on function audit_lp, audit_leaf, audit_push, audit_root to keyhold_audit;
grant execute on function audit_link, audit_new_epoch to keyhold_jobs;
grant execute on function audit_new_epoch to current_user; -- a restore
revoke create on schema public from keyhold_audit;

-- Where the log begins once its oldest months are gone: what a proof needs of all that was before.
create table audit_horizon (
  no bigint primary key,
  epoch int not null,
  xid_to xid8 not null,
  seq bigint not null,
  hash bytea not null check (length(hash) = 32),
  edge bytea[] not null,
  at timestamptz not null
);
grant select on audit_horizon to keyhold_jobs;
create trigger insert_only before update or delete on audit_horizon for each row execute function audit_refuse();
create trigger no_truncate before truncate on audit_horizon for each statement execute function audit_refuse();
select backup_may_read('audit_horizon');

-- Drops the months of the log that end by p_before, and the blocks up to p_no, which is the horizon from then on. The
-- caller has seen that these blocks bind every entry of those months.
create function audit_prune(p_before timestamptz, p_no bigint, p_edge bytea[]) returns text[]
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_month text;
  v_gone text[] := '{}';
begin
  if p_before > now() - interval '1 day' then raise exception 'what is so new is not dropped' using errcode = '22023'; end if;
  perform 1 from public.audit_head for update; -- no linker and no maker of months meanwhile
  insert into public.audit_horizon (no, epoch, xid_to, seq, hash, edge, at)
    select b.no, b.epoch, b.xid_to, b.first_seq + b.count - 1, b.hash, p_edge, clock_timestamp() from public.audit_block b where b.no = p_no;
  if not found then raise exception 'there is no block %', p_no using errcode = '22023'; end if;
  for v_month in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.audit_entry'::regclass and c.relname ~ '^audit_entry_\\d{4}_\\d\\d$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= p_before
    order by 1
  loop
    execute format('alter table public.audit_entry detach partition public.%I', v_month);
    execute format('drop table public.%I', v_month);
    v_gone := v_gone || v_month;
  end loop;
  alter table public.audit_block disable trigger insert_only;
  delete from public.audit_block b where b.no <= p_no;
  alter table public.audit_block enable trigger insert_only;
  return v_gone;
end $$;
revoke all on function audit_prune from public;
grant execute on function audit_prune to keyhold_jobs;
` },
  { number: 14, name: '0014_limits_requests', sql: `-- How much of a limit on requests is taken, one row for each policy and whom it counts. \`subject\` is a keyed hash, as what
-- is counted may be an address or a person; the policy's name is no secret and is what an operator wants to read.
-- \`ends_at\`: of a rate, where the taken slots end; of a quota, the end of its window. A row says nothing after that.
create table limit_count (
  policy text not null check (length(policy) <= 63),
  subject bytea not null check (length(subject) = 16),
  ends_at timestamptz not null,
  used bigint not null default 0 check (used >= 0),
  primary key (policy, subject)
  -- Room on each page for the next version of a row, and no index on what changes: an update then touches one page.
) with (fillfactor = 50);
grant select, insert, update on limit_count to keyhold_app;
grant select, update, delete on limit_count to keyhold_jobs;
select backup_may_read('limit_count');

-- Decides many requests at once. Equal requests are one group of \`p_ask\`; each array has an element for every policy of
-- every group, in the groups' order. Of a group so many are granted as all its policies have units for: each of them is
-- charged, or none. \`p_interval\`: microseconds of a slot, null for a quota; \`p_calendar\`: the window of a quota;
-- \`p_depth\`: units at most; \`p_lease\`: units wanted ahead. \`p_now\` is for tests alone: the moment is the database's.
-- \`p_wait\`: milliseconds that a row may be waited for; one that is held longer fails the whole decision (55P03).
-- Gives for each element how many of its group were granted, the count as it stands, units lent and until when the first
-- of them is good, and the moment. Moments are microseconds since 1970.
create function limit_charge(p_policy text[], p_subject bytea[], p_interval bigint[], p_calendar text[], p_depth bigint[],
  p_cost bigint[], p_lease bigint[], p_group int[], p_ask bigint[], p_wait int, p_now bigint default null)
  returns table (ix int, granted bigint, ends bigint, used bigint, lent bigint, good_until bigint, moment bigint)
  language plpgsql set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  v_bucket record; v_row record; v_now bigint; v_first int := 1; v_last int; v_grant bigint; v_free bigint;
  v_ends bigint[]; v_used bigint[]; v_total int := cardinality(p_policy);
begin
  -- A crash of the database forgets what was counted in its last half second; no request waits for a disk.
  perform set_config('synchronous_commit', 'off', true), set_config('lock_timeout', p_wait || 'ms', true);
  -- Every row is held before the first is read, all in one order, so that two decisions never wait for each other.
  for v_bucket in select distinct t.policy, t.subject from unnest(p_policy, p_subject) t (policy, subject) order by 1, 2 loop
    loop
      perform from public.limit_count c where c.policy = v_bucket.policy and c.subject = v_bucket.subject for update;
      exit when found;
      -- Another may make it first, and a job may sweep it away before it is held: then it is looked for again.
      insert into public.limit_count (policy, subject, ends_at) values (v_bucket.policy, v_bucket.subject, 'epoch')
        on conflict (policy, subject) do nothing;
      exit when found;
    end loop;
  end loop;
  v_now := coalesce(p_now, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
  while v_first <= v_total loop
    v_last := v_first;
    while v_last < v_total and p_group[v_last + 1] = p_group[v_first] loop v_last := v_last + 1; end loop;
    v_grant := p_ask[v_first];
    for i in v_first..v_last loop
      select (extract(epoch from c.ends_at) * 1000000)::bigint as ends, c.used into v_row
        from public.limit_count c where c.policy = p_policy[i] and c.subject = p_subject[i];
      v_ends[i] := v_row.ends; v_used[i] := v_row.used;
      if p_interval[i] is not null then
        v_ends[i] := greatest(v_ends[i], v_now);
        v_free := greatest(0, (v_now + p_depth[i] * p_interval[i] - v_ends[i]) / p_interval[i]);
      else
        v_free := (extract(epoch from date_trunc(p_calendar[i], to_timestamp(v_now / 1000000) at time zone 'UTC') + ('1 ' || p_calendar[i])::interval) * 1000000)::bigint;
        -- A window that lies ahead is a clock that was set back.
        if v_ends[i] < v_free then v_ends[i] := v_free; v_used[i] := 0; end if;
        v_free := greatest(0, p_depth[i] - v_used[i]);
      end if;
      v_grant := least(v_grant, v_free / p_cost[i]);
    end loop;
    for i in v_first..v_last loop
      ix := i; granted := v_grant; moment := v_now; lent := 0; good_until := null;
      if v_grant > 0 then
        if p_interval[i] is not null then
          good_until := v_ends[i] + v_grant * p_cost[i] * p_interval[i];
          -- An eighth of what is left, so that the last units stay where everybody can have them.
          lent := least(p_lease[i], greatest(0, (v_now + p_depth[i] * p_interval[i] - good_until) / p_interval[i]) / 8);
          v_ends[i] := good_until + lent * p_interval[i];
        else
          good_until := v_ends[i] - 1;
          lent := least(p_lease[i], (p_depth[i] - v_used[i] - v_grant * p_cost[i]) / 8);
          v_used[i] := v_used[i] + v_grant * p_cost[i] + lent;
        end if;
        update public.limit_count c set ends_at = to_timestamp(0) + v_ends[i] * interval '1 microsecond', used = v_used[i]
          where c.policy = p_policy[i] and c.subject = p_subject[i];
      end if;
      ends := v_ends[i]; used := v_used[i];
      return next;
    end loop;
    v_first := v_last + 1;
  end loop;
end $$;
revoke all on function limit_charge from public;
grant execute on function limit_charge to keyhold_app;

-- Deletes up to \`p_most\` rows that say nothing any more. One that is being charged is passed over: it has something to say.
create function limit_prune(p_most int) returns bigint
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare v_count bigint; v_now timestamptz := clock_timestamp();
begin
  with ended as materialized (
    select e.policy, e.subject from public.limit_count e where e.ends_at <= v_now limit p_most for update skip locked)
  delete from public.limit_count c using ended where c.policy = ended.policy and c.subject = ended.subject;
  get diagnostics v_count = row_count;
  return v_count;
end $$;
revoke all on function limit_prune from public;
grant execute on function limit_prune to keyhold_jobs;

-- The tier of a key names the policies that it is under; null is the default tier of the settings.
alter table api_keys add column tier text check (length(tier) between 1 and 63);
drop function api_key_find;
create function api_key_find(p_macs bytea[], p_now timestamptz)
  returns table (account_id uuid, key_id uuid, subject_id uuid, scopes text[], version int, mac_key_id int, tier text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id, k.tier
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now) limit 1 $$;
grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
alter function api_key_find owner to keyhold_lookup;
revoke create on schema public from keyhold_lookup;
revoke all on function api_key_find from public;
grant execute on function api_key_find to keyhold_app;
` },
  { number: 15, name: '0015_key_rotation', sql: `-- A root key that was replaced, and how far what is sealed under it has been sealed anew. Which rows are left is read
-- from the rows themselves; the counts here are written in the transactions that re-seal, for those who watch.
create table key_rotation (
  from_key int primary key,
  to_key int not null,
  cause text not null check (cause in ('asked', 'age')),
  started_at timestamptz not null,
  rows_at_start bigint not null,
  resealed bigint not null default 0,
  -- Rows that did not open when they were last met.
  unreadable bigint not null default 0,
  worked_at timestamptz,
  -- Whose turn it is, by the database's clock: a process that dies gives it up by saying nothing.
  worker uuid,
  turn_until timestamptz
);
grant select, insert, update on key_rotation to keyhold_jobs;
select backup_may_read('key_rotation');

grant delete on encryption_keys to keyhold_jobs;
-- While the master key is changed: the same root key as the one before wrapped it, for processes that have that one alone.
alter table encryption_keys add wrapped_previous bytea, add superseded_at timestamptz;
create function key_must_be_retired() returns trigger language plpgsql as $$
begin
  if old.state = 'retired' and old.purpose = 'seal' then return old; end if;
  -- The owner may: a restore puts a backup's keys in the place of those that the start made.
  if current_user <> 'keyhold_jobs' then return old; end if;
  raise exception 'only a retired key is destroyed' using errcode = '42501';
end $$;
create trigger only_retired before delete on encryption_keys for each row execute function key_must_be_retired();

-- Re-sealing runs over all accounts: sealed columns, what they are bound to, and the salts, as keyhold_jobs.
create policy reseal_read on token_version for select to keyhold_jobs using (true);
create policy reseal on token_version for update to keyhold_jobs using (true) with check (true);
grant select (connection_id, generation, account_id, subject_id, access_token, refresh_token, raw),
  update (access_token, refresh_token, raw) on token_version to keyhold_jobs;
create policy reseal on connect_attempt for update to keyhold_jobs using (true) with check (true);
grant update (verifier, nonce) on connect_attempt to keyhold_jobs;
create policy reseal_read on subject_salt for select to keyhold_jobs using (true);
grant select on subject_salt to keyhold_jobs;

-- Table and columns are those that the parts declare. All three run with the rights of who calls them.
-- How many records of a column are sealed under which key: bytes 3 to 6 of a record.
create function sealed_counts(p_table text, p_column text) returns table (key bytea, rows bigint)
  language plpgsql stable as $$
begin
  return query execute format('select substring(%2$I from 3 for 4), count(*) from %1$I where %2$I is not null group by 1', p_table, p_column);
end $$;

-- Of the next rows in order, those sealed under one of these keys; and the last one in any case, which says how far it is.
create function sealed_page(p_table text, p_column text, p_row text, p_generation text, p_keys bytea[],
  p_after uuid, p_after_generation bigint, p_rows int)
  returns table (account_id uuid, subject_id uuid, row_id uuid, generation bigint, sealed bytea, salt bytea, is_asked_for boolean)
  language plpgsql stable as $$
begin
  return query execute format('
    with page as materialized (
      select t.account_id, t.subject_id, t.%3$I as row_id, (%4$s)::bigint as generation, t.%2$I as sealed
      from %1$I t where (t.%3$I, (%4$s)::bigint) > ($2, $3) order by t.%3$I, %4$s limit $4
    ), numbered as (select p.*, row_number() over (order by p.row_id desc, p.generation desc) = 1 as is_last,
      coalesce(substring(p.sealed from 3 for 4) = any ($1), false) as is_ours from page p)
    select n.account_id, n.subject_id, n.row_id, n.generation, case when n.is_ours then n.sealed end,
      case when n.is_ours then (select s.salt from subject_salt s where s.account_id = n.account_id and s.subject_id = n.subject_id) end, n.is_ours
    from numbered n where n.is_ours or n.is_last order by n.row_id, n.generation', p_table, p_column, p_row, p_generation)
    using p_keys, p_after, p_after_generation, p_rows;
end $$;

-- Puts new records in the place of old ones, where the old one is still there. Waits for nobody: a row that another
-- transaction holds is left to the next round, so that this can be in no deadlock.
create function reseal(p_table text, p_column text, p_row text, p_generation text,
  p_rows uuid[], p_generations bigint[], p_old bytea[], p_new bytea[]) returns int
  language plpgsql as $$
declare done int;
begin
  execute format('
    with asked as (select * from unnest($1, $2, $3, $4) as a (row_id, generation, old, new)),
    held as (select t.%3$I as row_id, a.generation, a.old, a.new from %1$I t join asked a on t.%3$I = a.row_id and (%4$s)::bigint = a.generation
      where t.%2$I = a.old for no key update of t skip locked)
    update %1$I t set %2$I = h.new from held h where t.%3$I = h.row_id and (%4$s)::bigint = h.generation and t.%2$I = h.old',
    p_table, p_column, p_row, p_generation) using p_rows, p_generations, p_old, p_new;
  get diagnostics done = row_count;
  return done;
end $$;
revoke all on function sealed_counts, sealed_page, reseal, key_must_be_retired from public;
grant execute on function sealed_counts, sealed_page, reseal to keyhold_jobs;
` },
  { number: 16, name: '0016_access_idempotency', sql: `-- Requests that carried an Idempotency-Key, and what was answered. \`id\` is a hash of caller, route and key; \`fingerprint\`
-- one of what was asked. \`held_until\`: somebody is at work until then at the latest; null once it is done. The body has no
-- secret in it: what is shown once is left out.
create table idempotent_request (
  account_id uuid not null references accounts on delete cascade,
  id bytea not null check (length(id) = 32),
  fingerprint bytea not null check (length(fingerprint) = 32),
  holder text not null,
  held_until timestamptz,
  status int check (status between 200 and 399),
  body text,
  expires_at timestamptz not null,
  primary key (account_id, id),
  check (held_until is null or status is null)
);
create index on idempotent_request (expires_at);
alter table idempotent_request enable row level security;
alter table idempotent_request force row level security;
create policy own on idempotent_request to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on idempotent_request for select to keyhold_jobs using (true);
create policy sweep on idempotent_request for delete to keyhold_jobs using (true);
grant select, insert, update, delete on idempotent_request to keyhold_app;
grant select, delete on idempotent_request to keyhold_jobs;
select backup_may_read('idempotent_request');
` },
  { number: 18, name: '0018_access_imported_keys', sql: `-- Keys that another system made: known by their SHA-256 alone, of which the look-up holds a MAC as of our own keys.
alter table api_key_lookup add column imported boolean not null default false;
create index imported on api_key_lookup (imported) where imported;

-- Whose key was put under any of these MACs, whatever became of it.
create function api_key_taken(p_macs bytea[]) returns table (account_id uuid, key_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.key_id from public.api_key_lookup l where l.mac = any (p_macs) limit 1 $$;
-- Puts an imported key; false when another import put it in this very moment.
create function api_key_import(p_mac bytea, p_mac_key int, p_account uuid, p_key uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.api_key_lookup (mac, mac_key_id, account_id, key_id, imported)
    values (p_mac, p_mac_key, p_account, p_key, true) on conflict (mac) do nothing;
  return found;
end $$;
-- Whether a key in the form of that other system can be one of ours at all.
create function api_keys_imported() returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.api_key_lookup l where l.imported) $$;
grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
alter function api_key_taken owner to keyhold_lookup;
alter function api_key_import owner to keyhold_lookup;
alter function api_keys_imported owner to keyhold_lookup;
revoke create on schema public from keyhold_lookup;
revoke all on function api_key_taken, api_key_import, api_keys_imported from public;
grant execute on function api_key_taken, api_key_import, api_keys_imported to keyhold_app;
` },
  { number: 19, name: '0019_messages_webhooks', sql: `-- Where an app hears what happens to its connections.
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
` },
  { number: 20, name: '0020_access_anomalies', sql: `-- A key that is used as no program of its owner would use it is refused like one that is not there, until the operator has
-- looked. Its version rises with that, so that no token is released to a process which still remembers it.
alter table api_keys add column suspended_at timestamptz;
drop function api_key_find;
create function api_key_find(p_macs bytea[], p_now timestamptz)
  returns table (account_id uuid, key_id uuid, subject_id uuid, scopes text[], version int, mac_key_id int, tier text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id, k.tier
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and k.suspended_at is null and (k.expires_at is null or k.expires_at > p_now) limit 1 $$;
grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
alter function api_key_find owner to keyhold_lookup;
revoke create on schema public from keyhold_lookup;
revoke all on function api_key_find from public;
grant execute on function api_key_find to keyhold_app;

-- How a principal stands with all processes: what each rule that found something weighed, and when. A principal is a key's
-- id, the name of a fixed secret, or a network; networks are kept with the home account, for a day.
create table anomaly_standing (
  account_id uuid not null references accounts on delete cascade,
  principal text not null check (length(principal) between 1 and 100),
  points jsonb not null,
  changed_at timestamptz not null,
  -- Processes forget what they remember from before.
  cleared_at timestamptz,
  primary key (account_id, principal)
);
create index on anomaly_standing (changed_at);
create index on anomaly_standing (cleared_at) where cleared_at is not null;
alter table anomaly_standing enable row level security;
alter table anomaly_standing force row level security;
create policy own on anomaly_standing to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on anomaly_standing for select to keyhold_jobs using (true);
create policy sweep on anomaly_standing for delete to keyhold_jobs using (true);
grant select, insert, update on anomaly_standing to keyhold_app;
grant select, delete on anomaly_standing to keyhold_jobs;
select backup_may_read('anomaly_standing');

-- Each decision: which rule found what, how much that was with everything else, and what was done.
create table anomaly_finding (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  at timestamptz not null,
  principal text not null check (length(principal) between 1 and 100),
  rule text not null,
  inputs jsonb not null,
  score int not null,
  action text not null check (action in ('annotate', 'slow', 'refuse', 'suspend')),
  primary key (account_id, id)
);
create index on anomaly_finding (account_id, at desc, id desc);
create index on anomaly_finding (account_id, principal, rule, at desc);
create index on anomaly_finding (at);
alter table anomaly_finding enable row level security;
alter table anomaly_finding force row level security;
create policy own on anomaly_finding to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on anomaly_finding for select to keyhold_jobs using (true);
create policy sweep on anomaly_finding for delete to keyhold_jobs using (true);
grant select, insert on anomaly_finding to keyhold_app;
grant select, delete on anomaly_finding to keyhold_jobs;
select backup_may_read('anomaly_finding');
` },
  { number: 21, name: '0021_limits_breakers', sql: `-- What a breaker counts, and its term: a report from another term says nothing of this one.
alter table breaker
  add column term int not null default 0,
  add column failed_at timestamptz,
  add column window_at timestamptz,
  add column calls int not null default 0,
  add column outages int not null default 0,
  add column probe_until timestamptz,
  add column is_forced boolean not null default false;
-- One for refreshes, one for exchanges of codes, one for calls of the API.
update breaker set name = name || '/refresh' where name not like '%/%';
` },
  { number: 22, name: '0022_audit_sink_and_reminders', sql: `-- How far the second sink has taken the log, and how it fares. Made when the first one is set: what was before is not sent.
create table audit_sink (
  one boolean primary key default true check (one),
  -- The last entry that was taken, by its place among all; and how many were bound up to it.
  epoch int not null,
  xid xid8 not null,
  id uuid not null,
  seq bigint not null,
  -- Whoever sends, until when, and for the how manieth time: a late word of an earlier one counts no more.
  claimed_until timestamptz,
  claim_no bigint not null default 0,
  -- When it last took something, or was seen to be there.
  taken_at timestamptz,
  failing_since timestamptz,
  reason text
);
grant select, insert, update on audit_sink to keyhold_jobs;
select backup_may_read('audit_sink');

-- Where a user hears that a connection needs them again, as the app gave it. Goes with the salt that it is sealed under.
create table subject_contact (
  account_id uuid not null,
  subject_id uuid not null,
  address bytea not null,
  generation bigint not null,
  primary key (account_id, subject_id),
  foreign key (account_id, subject_id) references subject_salt (account_id, subject_id) on delete cascade
);
-- Secrets are sealed anew in this order.
create index on subject_contact (subject_id, generation);
alter table subject_contact enable row level security;
alter table subject_contact force row level security;
create policy own on subject_contact to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on subject_contact for select to keyhold_jobs using (true);
create policy reseal on subject_contact for update to keyhold_jobs using (true) with check (true);
grant select, insert, update, delete on subject_contact to keyhold_app;
grant select, update (address) on subject_contact to keyhold_jobs;
select backup_may_read('subject_contact');

-- Accounts that tell their users themselves.
create table reminders_off (
  account_id uuid primary key references accounts,
  since timestamptz not null
);
alter table reminders_off enable row level security;
alter table reminders_off force row level security;
create policy own on reminders_off to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on reminders_off to keyhold_app;
select backup_may_read('reminders_off');

-- One mail about one event of the log, whose id it has. No address and no word of it is kept.
create table reminder (
  account_id uuid not null,
  event_id uuid not null,
  connection_id uuid not null,
  subject_id uuid not null,
  state text not null check (state in ('waiting', 'sent', 'failed', 'dropped')),
  attempts int not null default 0,
  next_at timestamptz not null,
  claimed_until timestamptz,
  claim_no bigint not null default 0,
  created_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  primary key (account_id, event_id)
);
create index reminder_due on reminder (next_at) where state = 'waiting';
create index reminder_of on reminder (account_id, subject_id, ended_at) where state = 'sent';
create index reminder_old on reminder (created_at);
alter table reminder enable row level security;
alter table reminder force row level security;
create policy own on reminder to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on reminder to keyhold_jobs using (true) with check (true);
grant select, insert, update, delete on reminder to keyhold_app;
grant select, insert, update (claimed_until, claim_no), delete on reminder to keyhold_jobs;
select backup_may_read('reminder');

create table reminder_cursor (
  one boolean primary key default true check (one),
  no bigint not null
);
insert into reminder_cursor (no) select h.no from audit_head h;
grant select, update on reminder_cursor to keyhold_jobs;
select backup_may_read('reminder_cursor');
` },
  { number: 23, name: '0023_audit_cost', sql: `-- The same leaf in one expression, which PostgreSQL takes into the query: a function called for each field cost five times
-- as much, on the cores that serve the reads which the entries are of. A body that is parsed now needs no search path.
create or replace function audit_leaf(e audit_entry) returns bytea language sql stable
  return sha256('\\x00'::bytea || 'keyhold/audit/entry/v1'::bytea || '\\x00'::bytea
    || '\\x00000010'::bytea || uuid_send(e.id) || '\\x00000008'::bytea || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || coalesce('\\x00000010'::bytea || uuid_send(e.log_account), '\\xffffffff') || coalesce('\\x00000010'::bytea || uuid_send(e.log_subject), '\\xffffffff')
    || int4send(length(convert_to(e.actor_kind, 'UTF8'))) || convert_to(e.actor_kind, 'UTF8')
    || coalesce(int4send(length(convert_to(e.actor, 'UTF8'))) || convert_to(e.actor, 'UTF8'), '\\xffffffff')
    || int4send(length(convert_to(e.action, 'UTF8'))) || convert_to(e.action, 'UTF8')
    || coalesce(int4send(length(convert_to(e.object_kind, 'UTF8'))) || convert_to(e.object_kind, 'UTF8'), '\\xffffffff')
    || coalesce('\\x00000010'::bytea || uuid_send(e.object), '\\xffffffff')
    || int4send(length(convert_to(e.outcome, 'UTF8'))) || convert_to(e.outcome, 'UTF8')
    || '\\x00000004'::bytea || int4send(e.n)
    || coalesce(int4send(length(convert_to(e.request_id, 'UTF8'))) || convert_to(e.request_id, 'UTF8'), '\\xffffffff')
    || coalesce(int4send(length(e.token_fp)) || e.token_fp, '\\xffffffff')
    || coalesce(int4send(length(convert_to(e.detail, 'UTF8'))) || convert_to(e.detail, 'UTF8'), '\\xffffffff')
    || coalesce(int4send(length(e.private)) || e.private, '\\xffffffff'));
drop function audit_lp;

grant create on schema public to keyhold_audit;
set local role keyhold_audit;
-- Binds entries of transactions below p_hi into one block of the epoch; at most p_most, or all of one transaction.
create or replace function audit_bind(p_hi xid8, p_most int) returns table (linked int, is_more boolean)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head public.audit_head;
  hi xid8 := p_hi;
  cut xid8;
  leaf bytea;
  edge bytea[] := '{}';
  n int := 0;
  root bytea;
  made bytea;
begin
  select h.* into head from public.audit_head h for update skip locked;
  if not found then return query select 0, false; return; end if;
  -- A transaction's entries stay together: a block ends before the one that would not fit.
  select e.xid into cut from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id offset p_most limit 1;
  if cut is not null then
    if not exists (select from public.audit_entry e where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < cut) then
      cut := ((cut::text::numeric + 1)::text)::xid8;
    end if;
    hi := cut;
  end if;
  for leaf in
    select public.audit_leaf(e) from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id
  loop
    edge := public.audit_push(edge, n, leaf);
    n := n + 1;
  end loop;
  if n = 0 then return query select 0, false; return; end if;
  root := public.audit_root(edge);
  made := sha256('keyhold/audit/block/v1'::bytea || '\\x00'::bytea || int8send(head.no + 1) || int8send(head.epoch)
    || int8send(head.next_xid::text::bigint) || int8send(hi::text::bigint) || int8send(head.seq + 1) || int8send(n) || root || head.hash);
  insert into public.audit_block (no, epoch, xid_from, xid_to, first_seq, count, root, prev, hash, at)
    values (head.no + 1, head.epoch, head.next_xid, hi, head.seq + 1, n, root, head.hash, made, clock_timestamp());
  update public.audit_head h set next_xid = hi, no = head.no + 1, seq = head.seq + n, hash = made,
    edge = public.audit_push(head.edge, head.no, sha256('\\x00'::bytea || made));
  return query select n, cut is not null;
end $$;
reset role;
revoke create on schema public from keyhold_audit;

-- An index more cost an entry a third of its time. Newest first is read from this one alone, an actor's found in it without
-- a visit to the entries between.
drop index audit_entry_log_account_actor_at_idx;
drop index audit_entry_log_account_at_idx;
create index on audit_entry (log_account, at, actor);
` },
  { number: 24, name: '0024_audit_bounds', sql: `-- What no reader can take in one piece would hold up proofs and the second sink for ever. Entries that are there are not read for this.
alter table audit_entry add constraint audit_entry_is_small check (
  octet_length(actor_kind) <= 65536 and octet_length(actor) <= 65536 and octet_length(action) <= 65536 and octet_length(object_kind) <= 65536
  and octet_length(outcome) <= 65536 and octet_length(request_id) <= 65536 and octet_length(detail) <= 1048576 and octet_length(private) <= 65536) not valid;

-- The block of the newest entry before p_before; of no role but the one that sees all entries.
create function audit_last_before(p_before timestamptz) returns bigint
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.no from public.audit_block b,
    (select e.epoch, e.xid from public.audit_entry e where e.at < p_before order by e.epoch desc, e.xid desc limit 1) e
  where b.epoch = e.epoch and b.xid_from <= e.xid and b.xid_to > e.xid $$;

-- A start on another cluster. On the one it was, an act that is under way would fall out of the log: then nothing happens.
create function audit_begin_epoch() returns int
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from public.audit_head for update;
  if pg_snapshot_xmax(pg_current_snapshot()) >= (select h.next_xid from public.audit_head h) then return null; end if;
  return public.audit_new_epoch();
end $$;
grant create on schema public to keyhold_audit; -- an owner of functions needs it while it becomes one
alter function audit_last_before owner to keyhold_audit;
alter function audit_begin_epoch owner to keyhold_audit;
revoke create on schema public from keyhold_audit;
revoke all on function audit_last_before, audit_begin_epoch from public;
grant execute on function audit_last_before to current_user;
grant execute on function audit_begin_epoch to keyhold_jobs;
revoke execute on function audit_new_epoch from keyhold_jobs;

-- Drops the months of the log that end by p_before, the beginning of a month, and the blocks up to p_no, which is the
-- horizon from then on and the last that binds an entry of those months: whoever calls it drops no other one.
create or replace function audit_prune(p_before timestamptz, p_no bigint, p_edge bytea[]) returns text[]
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_month text;
  v_gone text[] := '{}';
begin
  if p_before > now() - interval '1 day' then raise exception 'what is so new is not dropped' using errcode = '22023'; end if;
  if p_before <> date_trunc('month', p_before at time zone 'UTC') at time zone 'UTC' then
    raise exception 'no month begins at %', p_before using errcode = '22023';
  end if;
  perform 1 from public.audit_head for update; -- no linker and no maker of months meanwhile
  if public.audit_last_before(p_before) is distinct from p_no then
    raise exception 'block % is not the last one of these months', p_no using errcode = '22023';
  end if;
  insert into public.audit_horizon (no, epoch, xid_to, seq, hash, edge, at)
    select b.no, b.epoch, b.xid_to, b.first_seq + b.count - 1, b.hash, p_edge, clock_timestamp() from public.audit_block b where b.no = p_no;
  for v_month in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.audit_entry'::regclass and c.relname ~ '^audit_entry_\\d{4}_\\d\\d$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= p_before
    order by 1
  loop
    execute format('alter table public.audit_entry detach partition public.%I', v_month);
    execute format('drop table public.%I', v_month);
    v_gone := v_gone || v_month;
  end loop;
  alter table public.audit_block disable trigger insert_only;
  delete from public.audit_block b where b.no <= p_no;
  alter table public.audit_block enable trigger insert_only;
  return v_gone;
end $$;
` },
  { number: 25, name: '0025_accounts_people', sql: `-- People who sign in. A person is an account of kind "person"; its secrets are sealed under the account's own salt, and go
-- with it. The app's role reads no hash of a password or a session: those are met in the functions below alone.
create table person (
  account_id uuid primary key references accounts on delete cascade,
  subject_id uuid not null generated always as (account_id) stored,
  username text check (length(username) between 1 and 64),
  display_name text check (length(display_name) <= 200),
  -- Sealed; null where an outside issuer told none.
  address bytea,
  address_generation bigint not null default 1,
  verified_at timestamptz,
  -- Somebody else registered for the address, with another password, before it was proved: whoever proves it decides.
  contested_at timestamptz,
  created_at timestamptz not null,
  disabled_at timestamptz,
  disabled_reason text,
  -- When the person asked to be erased and the grace ends; signing in takes it back.
  erase_at timestamptz,
  -- Tokens of outside issuers that were issued before count no more.
  not_before timestamptz,
  is_operator boolean not null default false,
  -- When second factors that were lost are taken off, as the operator asked; a sign-in with one of them takes it back.
  factor_reset_at timestamptz
);
-- Secrets are sealed anew in this order.
create index on person (subject_id, address_generation);
create index on person (erase_at) where erase_at is not null;
create index on person (factor_reset_at) where factor_reset_at is not null;
alter table person enable row level security;
alter table person force row level security;
create policy own on person to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on person for select to keyhold_jobs using (true);
create policy reseal on person for update to keyhold_jobs using (true) with check (true);
create policy find on person for select to keyhold_lookup using (true);
grant select, insert, delete on person to keyhold_app;
grant update (username, display_name, address, address_generation, verified_at, contested_at, disabled_at, disabled_reason, erase_at, not_before, is_operator, factor_reset_at) on person to keyhold_app;
grant select, update (address) on person to keyhold_jobs;
grant select on person to keyhold_lookup;
select backup_may_read('person');

-- The keyed hash of what only one person can have (an address, a user name, an outside issuer's subject, a vanity name) to
-- that person, before anybody is known.
create table person_name (
  kind text not null check (kind in ('address', 'username', 'identity', 'vanity')),
  mac bytea not null check (length(mac) = 32),
  account_id uuid not null,
  primary key (kind, mac)
);
create index on person_name (account_id);
grant select, insert, delete on person_name to keyhold_lookup;
select backup_may_read('person_name');

-- Which of these hashes is somebody's; the first that is.
create function person_name_find(p_kind text, p_macs bytea[]) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select n.account_id from public.person_name n where n.kind = p_kind and n.mac = any (p_macs) limit 1 $$;
-- Takes the first hash for an account, unless any of them is somebody else's.
create function person_name_claim(p_kind text, p_macs bytea[], p_account uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from public.person_name n where n.kind = p_kind and n.mac = any (p_macs) and n.account_id <> p_account) then return false; end if;
  insert into public.person_name (kind, mac, account_id) values (p_kind, p_macs[1], p_account) on conflict (kind, mac) do nothing;
  return exists (select from public.person_name n where n.kind = p_kind and n.mac = p_macs[1] and n.account_id = p_account);
end $$;
-- Gives names of an account free: those of one kind but for the hashes that stay.
create function person_name_release(p_kind text, p_account uuid, p_kept bytea[]) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.person_name n where n.kind = p_kind and n.account_id = p_account and n.mac <> all (p_kept) $$;

-- A password's hash in its own words (PHC string, or a hash that was imported).
create table person_password (
  account_id uuid primary key references person on delete cascade,
  hash text not null check (length(hash) <= 500),
  changed_at timestamptz not null
);
alter table person_password enable row level security;
alter table person_password force row level security;
create policy own on person_password to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy find on person_password for select to keyhold_lookup using (true);
grant select (account_id, changed_at), insert, update, delete on person_password to keyhold_app;
grant select on person_password to keyhold_lookup;
select backup_may_read('person_password');

-- What a sign-in needs of a person.
create function person_password_find(p_account uuid) returns table (hash text, changed_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.hash, p.changed_at from public.person_password p where p.account_id = p_account $$;

-- What a mailed link or code is good for, once. A new one takes the place of the one before.
create table mail_token (
  account_id uuid not null references person on delete cascade,
  subject_id uuid not null generated always as (account_id) stored,
  kind text not null check (kind in ('verify', 'reset', 'change_address', 'factor_reset', 'sign_in')),
  hash bytea not null unique check (length(hash) = 32),
  -- What it proves: sealed, and by its keyed hash.
  address bytea not null,
  generation bigint not null,
  address_mac bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  -- When the latest of them were sent, as many as a day may see.
  sent_at timestamptz[] not null,
  primary key (account_id, kind)
);
create index on mail_token (subject_id, generation);
create index on mail_token (expires_at);
alter table mail_token enable row level security;
alter table mail_token force row level security;
create policy own on mail_token to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on mail_token for select to keyhold_jobs using (true);
create policy reseal on mail_token for update to keyhold_jobs using (true) with check (true);
create policy prune on mail_token for delete to keyhold_jobs using (true);
create policy take on mail_token to keyhold_lookup using (true) with check (true);
grant select (account_id, subject_id, kind, address, generation, address_mac, created_at, expires_at, used_at, sent_at), insert, update, delete on mail_token to keyhold_app;
grant select (account_id, subject_id, kind, address, generation, created_at, expires_at, used_at), update (address), delete on mail_token to keyhold_jobs;
grant select, update (used_at) on mail_token to keyhold_lookup;
select backup_may_read('mail_token');

-- One statement decides who uses it.
create function mail_token_take(p_kind text, p_hash bytea, p_now timestamptz)
  returns table (account_id uuid, address bytea, generation bigint, address_mac bytea)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  update public.mail_token t set used_at = p_now where t.hash = p_hash and t.kind = p_kind and t.used_at is null and t.expires_at > p_now
    returning t.account_id, t.address, t.generation, t.address_mac $$;
-- Whether it could be used now; changes nothing.
create function mail_token_look(p_kind text, p_hash bytea, p_now timestamptz) returns table (account_id uuid, is_used boolean, is_late boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.account_id, t.used_at is not null, t.expires_at <= p_now from public.mail_token t where t.hash = p_hash and t.kind = p_kind $$;

-- A browser that signed in: one family of tokens, of which only the newest are good.
create table person_session (
  account_id uuid not null references person on delete cascade,
  id uuid not null unique,
  created_at timestamptz not null,
  -- When, and by what (RFC 8176), the person last proved who it is.
  auth_at timestamptz not null,
  methods text[] not null,
  -- To the minute.
  seen_at timestamptz not null,
  generation int not null default 1,
  access_hash bytea not null unique check (length(access_hash) = 32),
  access_ends_at timestamptz not null,
  refresh_hash bytea not null check (length(refresh_hash) = 32),
  -- The refresh token before this one, and what the next was made from: who was late by a moment gets the same.
  previous_hash bytea check (length(previous_hash) = 32),
  nonce bytea check (length(nonce) = 32),
  rotated_at timestamptz,
  idle_ends_at timestamptz not null,
  ends_at timestamptz not null,
  device_id uuid,
  agent text check (length(agent) <= 200),
  from_address text check (length(from_address) <= 100),
  -- Of an operator who looks through the person's eyes: who, and why.
  acting_operator uuid,
  acting_reason text,
  ended_at timestamptz,
  end_reason text,
  primary key (account_id, id)
);
create index on person_session (idle_ends_at);
alter table person_session enable row level security;
alter table person_session force row level security;
create policy own on person_session to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy find on person_session to keyhold_lookup using (true) with check (true);
create policy prune_read on person_session for select to keyhold_jobs using (true);
create policy prune on person_session for delete to keyhold_jobs using (true);
grant select (account_id, id, created_at, auth_at, methods, seen_at, generation, access_ends_at, rotated_at, idle_ends_at, ends_at, device_id, agent, from_address, acting_operator, acting_reason, ended_at, end_reason),
  insert, update, delete on person_session to keyhold_app;
grant select, update on person_session to keyhold_lookup;
grant select (account_id, id, idle_ends_at, ends_at, ended_at), delete on person_session to keyhold_jobs;
select backup_may_read('person_session');

-- The newest refresh token makes the next pair, which the caller derived from it and p_nonce. Of several that come with it
-- the first decides; who comes with the one before within the grace is told that nonce again, and derives the same pair
-- (no nonce: the pair after it came from chance). A token of this family that is older was copied: the family ends.
-- p_generation is the token's own; the caller has looked whether its tag is good.
create function session_rotate(p_id uuid, p_generation int, p_refresh bytea, p_access_next bytea, p_refresh_next bytea, p_nonce bytea,
  p_now timestamptz, p_access_ends timestamptz, p_idle_ends timestamptz, p_operator_idle_ends timestamptz, p_grace interval)
  returns table (outcome text, account_id uuid, nonce bytea, is_operator boolean, reason text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s public.person_session;
  is_operators boolean;
  is_disabled boolean;
begin
  select * into s from public.person_session x where x.id = p_id for update;
  if not found then return query select 'unknown', null::uuid, null::bytea, false, null::text; return; end if;
  select p.is_operator, p.disabled_at is not null into is_operators, is_disabled from public.person p where p.account_id = s.account_id;
  if s.ended_at is not null or is_disabled then
    return query select 'ended', s.account_id, null::bytea, is_operators, s.end_reason; return;
  end if;
  if s.idle_ends_at <= p_now or s.ends_at <= p_now then
    return query select 'expired', s.account_id, null::bytea, is_operators, null::text; return;
  end if;
  if s.refresh_hash = p_refresh then
    update public.person_session x set generation = x.generation + 1, previous_hash = p_refresh, nonce = p_nonce, rotated_at = p_now, seen_at = p_now,
        access_hash = p_access_next, refresh_hash = p_refresh_next, access_ends_at = least(p_access_ends, x.ends_at),
        idle_ends_at = least(case when is_operators then p_operator_idle_ends else p_idle_ends end, x.ends_at)
      where x.id = p_id;
    return query select 'rotated', s.account_id, p_nonce, is_operators, null::text; return;
  end if;
  if s.previous_hash = p_refresh and s.rotated_at > p_now - p_grace then
    return query select 'again', s.account_id, s.nonce, is_operators, null::text; return;
  end if;
  if p_generation < s.generation then
    update public.person_session x set ended_at = p_now, end_reason = 'reuse' where x.id = p_id;
    return query select 'reused', s.account_id, null::bytea, is_operators, 'reuse'; return;
  end if;
  return query select 'unknown', null::uuid, null::bytea, false, null::text;
end $$;

-- Ends the session that a token is of, whatever its age; the caller has looked whether its tag is good.
create function session_end(p_id uuid, p_now timestamptz, p_reason text) returns uuid
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  update public.person_session s set ended_at = p_now, end_reason = p_reason where s.id = p_id and s.ended_at is null returning s.account_id $$;

-- Browsers that a person signed in from before: by a random name in a cookie, kept as its hash.
create table person_device (
  account_id uuid not null references person on delete cascade,
  id uuid not null,
  hash bytea not null check (length(hash) = 32),
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, hash)
);
alter table person_device enable row level security;
alter table person_device force row level security;
create policy own on person_device to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on person_device to keyhold_app;
select backup_may_read('person_device');

-- Second factors: an authenticator's sealed secret, or a passkey's public key. Not enabled: set up, and not proved yet.
create table factor (
  account_id uuid not null references person on delete cascade,
  subject_id uuid not null generated always as (account_id) stored,
  id uuid not null unique,
  kind text not null check (kind in ('totp', 'passkey')),
  name text not null check (length(name) between 1 and 100),
  secret bytea,
  generation bigint not null default 1,
  -- Of TOTP: the last step whose code was taken. Only later ones are good.
  last_step bigint not null default 0,
  credential_id bytea unique,
  public_key bytea,
  sign_count bigint not null default 0,
  transports text[],
  is_backed_up boolean,
  created_at timestamptz not null,
  enabled_at timestamptz,
  used_at timestamptz,
  primary key (account_id, id)
);
create index on factor (subject_id, generation);
create unique index one_authenticator on factor (account_id) where kind = 'totp';
alter table factor enable row level security;
alter table factor force row level security;
create policy own on factor to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on factor for select to keyhold_jobs using (true);
create policy reseal on factor for update to keyhold_jobs using (true) with check (true);
create policy find on factor for select to keyhold_lookup using (true);
grant select, insert, update, delete on factor to keyhold_app;
grant select (account_id, subject_id, id, kind, secret, generation), update (secret) on factor to keyhold_jobs;
grant select on factor to keyhold_lookup;
select backup_may_read('factor');

-- Whose passkey this is, before anybody is known.
create function passkey_find(p_credential bytea) returns table (account_id uuid, id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.account_id, f.id from public.factor f join public.person p on p.account_id = f.account_id
  where f.credential_id = p_credential and f.enabled_at is not null and p.disabled_at is null $$;

-- A pair from chance takes the place of a live session's: from the one before nothing leads to it. False: it has ended, or another
-- pair came meanwhile.
-- Of who has a second factor, the password alone does not make an old proof young.
create function session_renew(p_account uuid, p_id uuid, p_generation int, p_access bytea, p_refresh bytea, p_methods text[],
  p_now timestamptz, p_access_ends timestamptz, p_idle_ends timestamptz) returns boolean
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with renewed as (
    update public.person_session s set generation = p_generation, previous_hash = s.refresh_hash, nonce = null, rotated_at = p_now, seen_at = p_now,
      auth_at = case when p_methods && '{otp,hwk,rc}'
        or (cardinality(p_methods) > 0 and not exists (select from public.factor f where f.account_id = p_account and f.enabled_at is not null)) then p_now else s.auth_at end,
      methods = (select array_agg(distinct m order by m) from unnest(s.methods || p_methods) as m),
      access_hash = p_access, refresh_hash = p_refresh, access_ends_at = p_access_ends, idle_ends_at = p_idle_ends
    where s.account_id = p_account and s.id = p_id and s.generation = p_generation - 1 and s.ended_at is null returning 1)
  select exists (select from renewed) $$;

-- Whose session an access token is of: one statement, on every request.
create function session_find(p_access bytea, p_now timestamptz) returns table (account_id uuid, session_id uuid, created_at timestamptz, auth_at timestamptz,
  methods text[], seen_at timestamptz, idle_ends_at timestamptz, ends_at timestamptz, access_ends_at timestamptz, acting_operator uuid,
  username text, display_name text, address bytea, address_generation bigint, verified_at timestamptz, person_created_at timestamptz, is_operator boolean, has_second_factor boolean, erase_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.account_id, s.id, s.created_at, s.auth_at, s.methods, s.seen_at, s.idle_ends_at, s.ends_at, s.access_ends_at, s.acting_operator,
    p.username, p.display_name, p.address, p.address_generation, p.verified_at, p.created_at, p.is_operator,
    exists (select from public.factor f where f.account_id = s.account_id and f.enabled_at is not null), p.erase_at
  from public.person_session s join public.person p on p.account_id = s.account_id
  where s.access_hash = p_access and s.ended_at is null and s.access_ends_at > p_now and s.ends_at > p_now and p.disabled_at is null $$;

create table recovery_code (
  account_id uuid not null references person on delete cascade,
  mac bytea not null check (length(mac) = 32),
  created_at timestamptz not null,
  primary key (account_id, mac)
);
alter table recovery_code enable row level security;
alter table recovery_code force row level security;
create policy own on recovery_code to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on recovery_code to keyhold_app;
select backup_may_read('recovery_code');

-- What a browser was asked and has not answered yet: the second step of a sign-in, a passkey's ceremony. Known by the hash
-- of a cookie, and gone with its first right use.
create table sign_in_challenge (
  hash bytea primary key check (length(hash) = 32),
  kind text not null check (kind in ('second_step', 'passkey_sign_in', 'passkey_enrol', 'step_up', 'oidc')),
  -- Null where it is not known yet who answers.
  account_id uuid,
  session_id uuid,
  challenge bytea,
  methods text[] not null default '{}',
  wrong int not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index on sign_in_challenge (expires_at);
grant select, insert, update, delete on sign_in_challenge to keyhold_lookup;
select backup_may_read('sign_in_challenge');
create function challenge_put(p_hash bytea, p_kind text, p_account uuid, p_session uuid, p_challenge bytea, p_methods text[], p_now timestamptz, p_expires timestamptz) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.sign_in_challenge (hash, kind, account_id, session_id, challenge, methods, created_at, expires_at)
    values (p_hash, p_kind, p_account, p_session, p_challenge, p_methods, p_now, p_expires)
    on conflict (hash) do update set challenge = excluded.challenge, created_at = excluded.created_at, expires_at = excluded.expires_at
    where sign_in_challenge.kind = excluded.kind $$;
create function challenge_look(p_hash bytea, p_kind text, p_now timestamptz) returns table (account_id uuid, session_id uuid, challenge bytea, methods text[], wrong int, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.account_id, c.session_id, c.challenge, c.methods, c.wrong, c.created_at from public.sign_in_challenge c where c.hash = p_hash and c.kind = p_kind and c.expires_at > p_now $$;
create function challenge_take(p_hash bytea, p_kind text, p_now timestamptz) returns table (account_id uuid, session_id uuid, challenge bytea, methods text[], wrong int, created_at timestamptz)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.sign_in_challenge c where c.hash = p_hash and c.kind = p_kind and c.expires_at > p_now
    returning c.account_id, c.session_id, c.challenge, c.methods, c.wrong, c.created_at $$;
-- One more try, before the code is looked at; null when there was none left, or no such challenge.
create function challenge_try(p_hash bytea, p_kind text, p_now timestamptz, p_most int) returns int
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  update public.sign_in_challenge c set wrong = c.wrong + 1 where c.hash = p_hash and c.kind = p_kind and c.expires_at > p_now and c.wrong < p_most returning c.wrong $$;
create function challenge_sweep(p_now timestamptz, p_limit int) returns bigint
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with gone as (delete from public.sign_in_challenge where hash in
    (select hash from public.sign_in_challenge where expires_at <= p_now limit p_limit) returning 1) select count(*) from gone $$;

-- Wrong guesses in a row, by the keyed hash of whom they are about (an account's name, an address, a network).
create table guesses (
  kind text not null,
  mac bytea not null check (length(mac) = 32),
  wrong int not null,
  last_at timestamptz not null,
  not_before timestamptz not null,
  primary key (kind, mac)
);
create index on guesses (last_at);
grant select, insert, update, delete on guesses to keyhold_app, keyhold_jobs;
select backup_may_read('guesses');

create table membership (
  account_id uuid not null references accounts on delete cascade,
  person_id uuid not null references person on delete cascade,
  role text not null check (role in ('owner', 'member', 'viewer')),
  created_at timestamptz not null,
  primary key (account_id, person_id)
);
create index on membership (person_id);
alter table membership enable row level security;
alter table membership force row level security;
create policy own on membership to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy find on membership for select to keyhold_lookup using (true);
grant select, insert, update, delete on membership to keyhold_app;
grant select on membership to keyhold_lookup;
select backup_may_read('membership');
-- What a person may do for an account that is not its own.
create function membership_role(p_account uuid, p_person uuid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.role from public.membership m where m.account_id = p_account and m.person_id = p_person $$;
create function memberships_of(p_person uuid) returns table (account_id uuid, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.account_id, m.role from public.membership m where m.person_id = p_person order by m.account_id limit 100 $$;

create table profile (
  account_id uuid primary key references person on delete cascade,
  id uuid not null unique,
  vanity_url text not null check (length(vanity_url) between 1 and 64),
  headline text check (length(headline) <= 500),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
alter table profile enable row level security;
alter table profile force row level security;
create policy own on profile to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on profile to keyhold_app;
select backup_may_read('profile');

-- Features that the operator switched, where the environment does not say.
create table feature_flag (
  name text primary key,
  is_on boolean not null,
  changed_at timestamptz not null
);
grant select, insert, update, delete on feature_flag to keyhold_app;
grant select on feature_flag to keyhold_jobs;
select backup_may_read('feature_flag');

-- Mail on its way. What is in it is sealed under the person's salt: nobody reads a link out of the database.
create table outgoing_mail (
  account_id uuid not null references accounts on delete cascade,
  subject_id uuid not null generated always as (account_id) stored,
  id uuid not null unique,
  template text not null,
  -- Null once it has ended.
  content bytea,
  generation bigint not null default 1,
  state text not null check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null,
  claimed_until timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  primary key (account_id, id)
);
create index on outgoing_mail (next_at) where state = 'waiting';
create index on outgoing_mail (subject_id, generation);
create index on outgoing_mail (ended_at) where state <> 'waiting';
alter table outgoing_mail enable row level security;
alter table outgoing_mail force row level security;
create policy own on outgoing_mail to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy send on outgoing_mail to keyhold_jobs using (true) with check (true);
grant select, insert on outgoing_mail to keyhold_app;
grant update (content, state, next_at, claimed_until, ended_at, reason) on outgoing_mail to keyhold_app;
grant select, update, delete on outgoing_mail to keyhold_jobs;
select backup_may_read('outgoing_mail');

-- The person in whose name an operator's session acts.
alter table operator_session add column person_id uuid references person on delete cascade;

-- Tags of people's session tokens have a key of their own.
alter table encryption_keys drop constraint encryption_keys_purpose_check;
alter table encryption_keys add constraint encryption_keys_purpose_check
  check (purpose in ('seal', 'lookup', 'fingerprint', 'subject_mac', 'cursor', 'csrf', 'checkpoint', 'session'));

grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
do $$
declare name text;
begin
  foreach name in array array['person_name_find', 'person_name_claim', 'person_name_release', 'person_password_find', 'mail_token_take', 'mail_token_look', 'session_find',
    'session_rotate', 'session_renew', 'session_end', 'passkey_find', 'challenge_put', 'challenge_look', 'challenge_take', 'challenge_try', 'challenge_sweep', 'membership_role', 'memberships_of'] loop
    execute format('alter function %I owner to keyhold_lookup', name);
    execute format('revoke all on function %I from public', name);
    execute format('grant execute on function %I to keyhold_app', name);
  end loop;
  grant execute on function challenge_sweep to keyhold_jobs;
  -- One statement, a transaction by itself: it is asked on every request.
  execute format('grant execute on function session_find to %I', current_setting('keyhold.login'));
end $$;
revoke create on schema public from keyhold_lookup;
` },
  { number: 26, name: '0026_accounts_people_admin', sql: `-- The log is for ever and a person is not: whoever acted, and whom it was done to, stands there by the name that the log has
-- for the person's account, which goes with the account.
grant create on schema public to keyhold_audit; -- an owner of functions needs it while it becomes one
set local role keyhold_audit;
-- The log's name of a person; null of whom there is not (any more).
create function audit_person(p_id text) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.log_account from public.accounts a
  where p_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and a.id = case when p_id ~ '^[0-9a-f-]{36}$' then p_id::uuid end and a.kind = 'person' $$;
revoke all on function audit_person from public;
grant execute on function audit_person to keyhold_app;

create or replace function audit_append(p_id uuid, p_at timestamptz, p_account uuid, p_subject uuid, p_actor_kind text, p_actor text, p_action text,
  p_object_kind text, p_object uuid, p_outcome text, p_request text, p_fp bytea, p_detail text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp, detail)
  select p_id, p_at, h.epoch, pg_current_xact_id(),
    (select a.log_account from public.accounts a where a.id = p_account),
    (select s.log_subject from public.subjects s where s.account_id = p_account and s.id = p_subject),
    p_actor_kind, case when p_actor_kind = 'person' then public.audit_person(p_actor)::text else p_actor end, p_action, p_object_kind,
    coalesce((select a.log_account from public.accounts a where a.id = p_object and a.kind = 'person'), case when p_object_kind <> 'person' then p_object end),
    p_outcome, 1, p_request, p_fp, p_detail
  from public.audit_head h $$;

create or replace function audit_release(p_now timestamptz, p_id uuid[], p_account uuid[], p_connection uuid[], p_generation bigint[], p_key uuid[], p_key_version int[],
  p_log_account uuid[], p_log_subject uuid[], p_actor_kind text[], p_actor text[], p_n int[], p_request text[], p_fp bytea[])
  returns table (good int[], clock timestamptz)
  -- plpgsql keeps the plan, on every version. It must be look-ups by primary key alone: planned while statistics are
  -- missing, a join, or a condition that an index on the state fits, becomes a scan of all connections for each read.
  language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  return query with released as (
    select a.* from unnest(p_id, p_account, p_connection, p_generation, p_key, p_key_version, p_log_account, p_log_subject, p_actor_kind, p_actor, p_n, p_request, p_fp)
      with ordinality as a (id, account, connection, generation, key, key_version, log_account, log_subject, actor_kind, actor, n, request, fp, ix)
    where (select c.account_id = a.account and c.generation = a.generation and c.status = 'active' from public.connections c where c.id = a.connection)
      and (a.key is null or (select k.version = a.key_version and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
        from public.api_keys k where k.account_id = a.account and k.id = a.key))
  ), written as (
    insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp)
    select r.id, p_now, (select h.epoch from public.audit_head h), pg_current_xact_id(), r.log_account, r.log_subject, r.actor_kind,
      case when r.actor_kind = 'person' then public.audit_person(r.actor)::text else r.actor end, 'token.read', 'connection', r.connection, 'ok', r.n, r.request, r.fp
    from released r
  )
  select coalesce((select array_agg(r.ix::int) from released r), '{}'), clock_timestamp();
end $$;
reset role;
revoke create on schema public from keyhold_audit;

-- What a person has lies in tables that the parts declare. All three run with the rights of who calls them, so they reach one
-- account's rows. The first is one statement and so one snapshot; of a table that grows for ever the newest rows.
create function personal_rows(p_asked jsonb) returns table (name text, content jsonb)
  language plpgsql stable as $$
declare
  asked jsonb;
  columns text;
  newest text;
begin
  for asked in select e from jsonb_array_elements(p_asked) e loop
    select string_agg(format('t.%I', c), ', ') into columns from jsonb_array_elements_text(asked -> 'columns') c;
    newest := case when asked ? 'newest' then format('order by t.%I desc limit %s', asked -> 'newest' ->> 'by', (asked -> 'newest' ->> 'most')::int) else '' end;
    return query execute format('select %L::text, to_jsonb(r) from (select %s from %I t %s) r', asked ->> 'table', columns, asked ->> 'table', newest);
  end loop;
end $$;
create function personal_counts(p_tables text[]) returns table (name text, n bigint)
  language plpgsql stable as $$
declare one text;
begin
  foreach one in array p_tables loop
    return query execute format('select %L::text, count(*) from %I t where t.account_id = app_account()', one, one);
  end loop;
end $$;
create function personal_erase(p_table text) returns bigint
  language plpgsql as $$
declare gone bigint;
begin
  execute format('delete from %I t where t.account_id = app_account()', p_table);
  get diagnostics gone = row_count;
  return gone;
end $$;
revoke all on function personal_rows, personal_counts, personal_erase from public;
grant execute on function personal_rows, personal_counts, personal_erase to keyhold_app;

-- An account goes with its person; the home account and teams stay, whatever a mistake asks for.
grant delete on accounts, api_keys, outgoing_mail to keyhold_app;
create policy people_alone on accounts as restrictive for delete to keyhold_app using (kind = 'person');

grant create on schema public to keyhold_lookup;
set local role keyhold_lookup;
-- What leads to an account before anybody is known; of the world's own account alone.
create function person_forget() returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  delete from public.lookup where account_id = public.app_account();
  delete from public.sign_in_challenge where account_id = public.app_account();
  delete from public.person_name where account_id = public.app_account();
  delete from public.api_key_lookup where account_id = public.app_account();
  delete from public.provider_grant where account_id = public.app_account();
  update public.person_session set acting_operator = null where acting_operator = public.app_account() $$;
reset role;
revoke create on schema public from keyhold_lookup;
revoke all on function person_forget from public;
grant execute on function person_forget to keyhold_app;

-- The list of people, newest first, and by how a user name begins.
create index on person (created_at desc, account_id desc);
create index person_username on person (lower(username) text_pattern_ops);

-- Keys of an account whose person is switched off open nothing.
grant create on schema public to keyhold_lookup;
set local role keyhold_lookup;
create or replace function api_key_find(p_macs bytea[], p_now timestamptz)
  returns table (account_id uuid, key_id uuid, subject_id uuid, scopes text[], version int, mac_key_id int, tier text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id, k.tier
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and k.suspended_at is null and (k.expires_at is null or k.expires_at > p_now)
    and not exists (select from public.person p where p.account_id = k.account_id and p.disabled_at is not null) limit 1 $$;
reset role;
revoke create on schema public from keyhold_lookup;
` },
  { number: 27, name: '0027_accounts_metrics', sql: `-- Acts that are counted over a day. The log is mostly reads of tokens: no count should go through those, and no index hold
-- them. The condition stands here and in the function below, word for word.
create index audit_entry_counted on audit_entry (at) where action in ('person.registered', 'person.verification_sent', 'person.address_proved', 'person.mail_refused',
  'person.password_reset', 'person.signed_in', 'person.sign_in_refused', 'person.sign_in_locked', 'factor.refused', 'factor.locked', 'passkey.refused', 'session.reused');

-- With the rights of who calls it: the jobs, which read the log. \`what\` is what was refused, or where; \`why\` the reason. Whoever
-- sets a password by a mailed link proves the address with it, if it was not proved before.
create function counted_acts(p_since timestamptz) returns table (action text, what text, why text, n bigint)
  language sql stable as $$
  select case when e.action = 'person.password_reset' and e.detail like '%"firstProof":true%' then 'person.address_proved' else e.action end,
    coalesce(substring(e.detail from '"(?:mail|at)":"([a-z_]+)"'), ''), coalesce(substring(e.detail from '"(?:reason|by)":"([a-z_]+)"'), ''), sum(e.n)::bigint
  from public.audit_entry e
  where e.at > p_since and e.action in ('person.registered', 'person.verification_sent', 'person.address_proved', 'person.mail_refused',
    'person.password_reset', 'person.signed_in', 'person.sign_in_refused', 'person.sign_in_locked', 'factor.refused', 'factor.locked', 'passkey.refused', 'session.reused')
  group by 1, 2, 3 limit 1000 $$;
revoke all on function counted_acts from public;
grant execute on function counted_acts to keyhold_jobs;

grant create on schema public to keyhold_lookup;
set local role keyhold_lookup;
-- How many people there are, and what they have: counts, and nobody's row. A session of who is switched off opens nothing;
-- that it is there at all is a fault. Sessions of operators who look through a person's eyes are not the person's.
create function people_figures(p_now timestamptz, p_since timestamptz)
  returns table (unverified int, verified int, disabled int, second_factor int, sessions int, people_with_session int, outlived int, verification_mails int)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.unverified, p.verified, p.disabled, f.n, s.live, s.people, s.outlived, m.n
  from
    (select count(*) filter (where verified_at is null and disabled_at is null)::int as unverified,
      count(*) filter (where verified_at is not null and disabled_at is null)::int as verified,
      count(*) filter (where disabled_at is not null)::int as disabled from public.person) p,
    (select count(distinct f.account_id)::int as n from public.factor f join public.person q on q.account_id = f.account_id
      where f.enabled_at is not null and q.disabled_at is null) f,
    (select count(*) filter (where q.disabled_at is null)::int as live, count(distinct x.account_id) filter (where q.disabled_at is null)::int as people,
      count(*) filter (where q.disabled_at is not null)::int as outlived
      from public.person_session x join public.person q on q.account_id = x.account_id
      where x.ended_at is null and x.idle_ends_at > p_now and x.ends_at > p_now and x.acting_operator is null) s,
    (select count(*)::int as n from public.mail_token t, unnest(t.sent_at) as sent where t.kind = 'verify' and sent > p_since) m $$;
reset role;
revoke create on schema public from keyhold_lookup;
revoke all on function people_figures from public;
grant execute on function people_figures to keyhold_jobs;
` },
  { number: 28, name: '0028_session_previous_access', sql: `-- The access token of before a refresh goes on to its own end, for who sent a request with it meanwhile. Only the one before,
-- and only a refresh leaves it: a step-up, a changed password and changed factors end it with the rest of the pair.
alter table person_session
  add column previous_access_hash bytea unique check (length(previous_access_hash) = 32),
  add column previous_access_ends_at timestamptz,
  add constraint previous_access check ((previous_access_hash is null) = (previous_access_ends_at is null));

create or replace function session_rotate(p_id uuid, p_generation int, p_refresh bytea, p_access_next bytea, p_refresh_next bytea, p_nonce bytea,
  p_now timestamptz, p_access_ends timestamptz, p_idle_ends timestamptz, p_operator_idle_ends timestamptz, p_grace interval)
  returns table (outcome text, account_id uuid, nonce bytea, is_operator boolean, reason text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s public.person_session;
  is_operators boolean;
  is_disabled boolean;
begin
  select * into s from public.person_session x where x.id = p_id for update;
  if not found then return query select 'unknown', null::uuid, null::bytea, false, null::text; return; end if;
  select p.is_operator, p.disabled_at is not null into is_operators, is_disabled from public.person p where p.account_id = s.account_id;
  if s.ended_at is not null or is_disabled then
    return query select 'ended', s.account_id, null::bytea, is_operators, s.end_reason; return;
  end if;
  if s.idle_ends_at <= p_now or s.ends_at <= p_now then
    return query select 'expired', s.account_id, null::bytea, is_operators, null::text; return;
  end if;
  if s.refresh_hash = p_refresh then
    update public.person_session x set generation = x.generation + 1, previous_hash = p_refresh, nonce = p_nonce, rotated_at = p_now, seen_at = p_now,
        previous_access_hash = x.access_hash, previous_access_ends_at = x.access_ends_at,
        access_hash = p_access_next, refresh_hash = p_refresh_next, access_ends_at = least(p_access_ends, x.ends_at),
        idle_ends_at = least(case when is_operators then p_operator_idle_ends else p_idle_ends end, x.ends_at)
      where x.id = p_id;
    return query select 'rotated', s.account_id, p_nonce, is_operators, null::text; return;
  end if;
  if s.previous_hash = p_refresh and s.rotated_at > p_now - p_grace then
    return query select 'again', s.account_id, s.nonce, is_operators, null::text; return;
  end if;
  if p_generation < s.generation then
    update public.person_session x set ended_at = p_now, end_reason = 'reuse' where x.id = p_id;
    return query select 'reused', s.account_id, null::bytea, is_operators, 'reuse'; return;
  end if;
  return query select 'unknown', null::uuid, null::bytea, false, null::text;
end $$;

create or replace function session_renew(p_account uuid, p_id uuid, p_generation int, p_access bytea, p_refresh bytea, p_methods text[],
  p_now timestamptz, p_access_ends timestamptz, p_idle_ends timestamptz) returns boolean
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with renewed as (
    update public.person_session s set generation = p_generation, previous_hash = s.refresh_hash, nonce = null, rotated_at = p_now, seen_at = p_now,
      auth_at = case when p_methods && '{otp,hwk,rc}'
        or (cardinality(p_methods) > 0 and not exists (select from public.factor f where f.account_id = p_account and f.enabled_at is not null)) then p_now else s.auth_at end,
      methods = (select array_agg(distinct m order by m) from unnest(s.methods || p_methods) as m),
      previous_access_hash = null, previous_access_ends_at = null,
      access_hash = p_access, refresh_hash = p_refresh, access_ends_at = p_access_ends, idle_ends_at = p_idle_ends
    where s.account_id = p_account and s.id = p_id and s.generation = p_generation - 1 and s.ended_at is null returning 1)
  select exists (select from renewed) $$;

-- In PL/pgSQL, which keeps its plan: before PostgreSQL 18 a function in SQL is planned at each call.
create or replace function session_find(p_access bytea, p_now timestamptz) returns table (account_id uuid, session_id uuid, created_at timestamptz, auth_at timestamptz,
  methods text[], seen_at timestamptz, idle_ends_at timestamptz, ends_at timestamptz, access_ends_at timestamptz, acting_operator uuid,
  username text, display_name text, address bytea, address_generation bigint, verified_at timestamptz, person_created_at timestamptz, is_operator boolean, has_second_factor boolean, erase_at timestamptz)
  language plpgsql stable rows 1 security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select s.account_id, s.id, s.created_at, s.auth_at, s.methods, s.seen_at, s.idle_ends_at, s.ends_at,
      case when s.access_hash = p_access then s.access_ends_at else s.previous_access_ends_at end, s.acting_operator,
      p.username, p.display_name, p.address, p.address_generation, p.verified_at, p.created_at, p.is_operator,
      exists (select from public.factor f where f.account_id = s.account_id and f.enabled_at is not null), p.erase_at
    from public.person_session s join public.person p on p.account_id = s.account_id
    where (s.access_hash = p_access and s.access_ends_at > p_now or s.previous_access_hash = p_access and s.previous_access_ends_at > p_now)
      and s.ended_at is null and s.ends_at > p_now and p.disabled_at is null;
end $$;
` },
  { number: 29, name: '0029_sessions_find', sql: `-- Sessions by the hashes of their access tokens, many in one statement: requests that come in the same moment ask together.
-- The pair of now first, by one index; the one before only where that is nobody's: both at once, by \`or\`, took twice as long.
-- \`lateral\` with \`limit\` looks each up by its key, whatever the planner thinks of the table. \`session_find\` stays for processes
-- of the version before.
create function sessions_find(p_access bytea[], p_now timestamptz) returns table (place int, account_id uuid, session_id uuid, created_at timestamptz, auth_at timestamptz,
  methods text[], seen_at timestamptz, idle_ends_at timestamptz, ends_at timestamptz, access_ends_at timestamptz, acting_operator uuid,
  username text, display_name text, address bytea, address_generation bigint, verified_at timestamptz, person_created_at timestamptz, is_operator boolean, has_second_factor boolean, erase_at timestamptz)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
begin
  return query
    select a.place::int, f.* from unnest(p_access) with ordinality as a (hash, place) cross join lateral (
      select s.account_id, s.id, s.created_at, s.auth_at, s.methods, s.seen_at, s.idle_ends_at, s.ends_at, s.found_ends_at, s.acting_operator,
        p.username, p.display_name, p.address, p.address_generation, p.verified_at, p.created_at, p.is_operator,
        exists (select from public.factor x where x.account_id = s.account_id and x.enabled_at is not null), p.erase_at
      from (
        select n.*, n.access_ends_at as found_ends_at from public.person_session n where n.access_hash = a.hash
        union all
        select o.*, o.previous_access_ends_at from public.person_session o where o.previous_access_hash = a.hash
        limit 1) s
      join public.person p on p.account_id = s.account_id
      where s.found_ends_at > p_now and s.ended_at is null and s.ends_at > p_now and p.disabled_at is null
      limit 1) f;
end $$;

grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
alter function sessions_find owner to keyhold_lookup;
revoke all on function sessions_find from public;
grant execute on function sessions_find to keyhold_app;
do $$ begin execute format('grant execute on function sessions_find to %I', current_setting('keyhold.login')); end $$;
revoke create on schema public from keyhold_lookup;
` },
  { number: 30, name: '0030_farewell_mail', sql: `-- The last mail to who is erased is the home account's, and commits with the erasure, which is bound to the person's.
create policy farewell on outgoing_mail for insert to keyhold_app
  with check (template = 'erased' and account_id = (select home_account_id from deployment));
` },
  { number: 31, name: '0031_releases', sql: `-- Release checks: what a team's CI sends is about a repository, and is taken once.
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
` },
  { number: 32, name: '0032_releases_flaky', sql: `-- Flaky tests: what tests did in the runs that a CI reports, and what follows from it.
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
` },
  { number: 33, name: '0033_releases_pull_requests', sql: `-- Pull requests: what a code host and a CI told of each, what was made of it, and what came of it.
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
` },
  { number: 34, name: '0034_releases_schema', sql: `-- Schema diffs: what was found between two Prisma schemas, kept where the sender named a repository.
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
` },
  { number: 35, name: '0035_releases_journeys', sql: `-- Synthetic journeys: declared in documents, run by call or by schedule, each run by one process.
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
  -- Of its schedule; null where it has none. \`slot_at\` is the next time by the schedule, \`due_at\` the same with its jitter.
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
` },
]
