-- How much of a limit on requests is taken, one row for each policy and whom it counts. `subject` is a keyed hash, as what
-- is counted may be an address or a person; the policy's name is no secret and is what an operator wants to read.
-- `ends_at`: of a rate, where the taken slots end; of a quota, the end of its window. A row says nothing after that.
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

-- Decides many requests at once. Equal requests are one group of `p_ask`; each array has an element for every policy of
-- every group, in the groups' order. Of a group so many are granted as all its policies have units for: each of them is
-- charged, or none. `p_interval`: microseconds of a slot, null for a quota; `p_calendar`: the window of a quota;
-- `p_depth`: units at most; `p_lease`: units wanted ahead. `p_now` is for tests alone: the moment is the database's.
-- `p_wait`: milliseconds that a row may be waited for; one that is held longer fails the whole decision (55P03).
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

-- Deletes up to `p_most` rows that say nothing any more. One that is being charged is passed over: it has something to say.
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
