-- The role under which the owner reads one snapshot of everything (docs/decisions/0018-backup.md). It may read every
-- table and write none; only the owner may take it. Forced row-level security binds the owner like anybody else, so the
-- role has a policy of its own on every guarded table.
do $$
begin
  if not exists (select from pg_roles r where r.rolname = 'keyhold_backup') then
    begin
      create role keyhold_backup nologin nosuperuser nobypassrls noinherit;
    exception when duplicate_object or unique_violation then null; -- roles belong to the whole cluster
    end;
  end if;
  grant keyhold_backup to current_user;
end $$;
grant usage on schema public to keyhold_backup;

-- Every migration that makes a table calls this for it; a test, and `keyhold backup` itself, name a table that was forgotten.
create function backup_may_read(p_table regclass) returns void language plpgsql as $$
begin
  execute format('grant select on %s to keyhold_backup', p_table);
  if (select c.relrowsecurity from pg_class c where c.oid = p_table) then
    -- Not `true`: the owner inherits the role, and must see nothing until it has taken it.
    execute format('create policy backup on %s for select to keyhold_backup using (current_user = ''keyhold_backup'')', p_table);
  end if;
end $$;
revoke all on function backup_may_read from public;

do $$
declare name regclass;
begin
  for name in
    select c.oid::regclass from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migrations'
    order by c.relname
  loop
    perform backup_may_read(name);
  end loop;
end $$;
