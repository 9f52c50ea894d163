-- The log is for ever and a person is not: whoever acted, and whom it was done to, stands there by the name that the log has
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
