-- The roles under which the process runs its statements. None may log in, own a table or pass by row-level security.
-- keyhold_app: one account's rows. keyhold_jobs: policies of its own on named tables. keyhold_lookup and keyhold_audit:
-- own the definer functions and what only these may touch.
do $$
declare name text; login text := current_setting('keyhold.login');
begin
  foreach name in array array['keyhold_app', 'keyhold_jobs', 'keyhold_lookup', 'keyhold_audit'] loop
    -- An administrator may have made them for a login that may not (`migrate --print`).
    continue when exists (select from pg_roles r where r.rolname = name);
    begin
      execute format('create role %I nologin nosuperuser nobypassrls noinherit', name);
    exception when duplicate_object or unique_violation then null; -- roles belong to the whole cluster
    end;
  end loop;
  foreach name in array array['keyhold_app', 'keyhold_jobs'] loop
    execute format('grant %I to %I', name, login);
  end loop;
  -- The owner hands the definer functions over to these two.
  foreach name in array array['keyhold_lookup', 'keyhold_audit'] loop
    execute format('grant %I to current_user', name);
  end loop;
end $$;

grant usage on schema public to keyhold_app, keyhold_jobs, keyhold_lookup, keyhold_audit;
grant create on schema public to keyhold_lookup, keyhold_audit;

-- The account of the running transaction; null, and so no row, when none was set.
create function app_account() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;
