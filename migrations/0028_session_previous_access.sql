-- The access token of before a refresh goes on to its own end, for who sent a request with it meanwhile. Only the one before,
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
