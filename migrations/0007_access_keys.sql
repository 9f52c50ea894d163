create table api_keys (
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
