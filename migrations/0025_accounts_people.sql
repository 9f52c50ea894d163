-- People who sign in. A person is an account of kind "person"; its secrets are sealed under the account's own salt, and go
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
