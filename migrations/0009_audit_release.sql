-- Reads of secrets, many in one flush: an entry for each read whose connection still shows that generation and whose
-- key is still good, in the statement that says so. What is not in `good` is stale and leaves no entry.
create function audit_release(p_now timestamptz, p_id uuid[], p_account uuid[], p_connection uuid[], p_generation bigint[], p_key uuid[], p_key_version int[],
  p_log_account uuid[], p_log_subject uuid[], p_actor_kind text[], p_actor text[], p_n int[], p_request text[], p_fp bytea[])
  returns table (good int[], clock timestamptz)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with asked as (
    select * from unnest(p_id, p_account, p_connection, p_generation, p_key, p_key_version, p_log_account, p_log_subject, p_actor_kind, p_actor, p_n, p_request, p_fp)
      with ordinality as a (id, account, connection, generation, key, key_version, log_account, log_subject, actor_kind, actor, n, request, fp, ix)
  ), released as (
    select a.* from asked a
    join public.connections c on c.id = a.connection and c.account_id = a.account and c.generation = a.generation and c.status = 'active'
    left join public.api_keys k on k.account_id = a.account and k.id = a.key
    where a.key is null or (k.version = a.key_version and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now))
  ), written as (
    insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp)
    select r.id, p_now, h.epoch, pg_current_xact_id(), r.log_account, r.log_subject, r.actor_kind, r.actor, 'token.read', 'connection', r.connection, 'ok', r.n, r.request, r.fp
    from released r cross join public.audit_head h returning 1
  )
  select coalesce((select array_agg(r.ix::int) from released r), '{}'), clock_timestamp() $$;
alter function audit_release owner to keyhold_audit;
revoke all on function audit_release from public;
grant execute on function audit_release to keyhold_app;
revoke create on schema public from keyhold_lookup, keyhold_audit;
