create table accounts (
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
