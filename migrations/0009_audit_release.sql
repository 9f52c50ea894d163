-- Reads of secrets, many in one flush: an entry for each read whose connection still shows that generation and whose
-- key is still good, in the statement that says so. What is not in `good` is stale and leaves no entry.
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
