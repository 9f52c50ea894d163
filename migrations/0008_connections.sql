-- The connection family: keys start with the connection's id, and nothing joins another connection's rows.
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
