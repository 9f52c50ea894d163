-- Sessions by the hashes of their access tokens, many in one statement: requests that come in the same moment ask together.
-- The pair of now first, by one index; the one before only where that is nobody's: both at once, by `or`, took twice as long.
-- `lateral` with `limit` looks each up by its key, whatever the planner thinks of the table. `session_find` stays for processes
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
