import type pg from 'pg'

const heading = `-- The schema after every migration, as the database itself tells it. Made by \`npm run docs\`; a test compares them.
-- For reading: the database is made by migrations/, never by this file. The log's partitions by month are left out.
`

/** A stable picture of roles, tables with their indexes, policies, triggers and grants, and functions. */
export async function schemaPage(client: pg.Client): Promise<string> {
  const lines = async (text: string): Promise<string> => {
    const { rows } = await client.query<{ line: string }>(text)
    return rows.map(({ line }) => line).join('\n')
  }
  const sections = [
    await lines(roles),
    await lines(tables),
    await lines(functions),
    await lines(schemaGrants),
  ]
  return `${[heading, ...sections]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

const roles = `
  select format('create role %I %s %s%s%s;', rolname, case when rolcanlogin then 'login' else 'nologin' end, case when rolinherit then 'inherit' else 'noinherit' end,
    case when rolsuper then ' superuser' else '' end, case when rolbypassrls then ' bypassrls' else '' end)
    || coalesce((select ' -- granted to ' || string_agg(distinct m.member::regrole::text, ', ' order by m.member::regrole::text) from pg_auth_members m
      where m.roleid = r.oid and m.member::regrole::text like 'keyhold%' and m.member <> (select relowner from pg_class where oid = 'accounts'::regclass)), '') as line
  from pg_roles r where rolname in ('keyhold_app', 'keyhold_jobs', 'keyhold_lookup', 'keyhold_audit', 'keyhold_backup') order by rolname`

/** Who has what of an access list, the owner left out: \`grant select, insert on x to y;\`, one line for each role. */
const grantsOn = (what: string, acl: string, ownerColumn: string): string => `
  (select string_agg(format('grant %s on %s to %s;', rights, ${what}, role) || E'\\n', '' order by role collate "C") from (
    select case g.grantee when 0 then 'public' else g.grantee::regrole::text end as role, string_agg(lower(g.privilege_type), ', ' order by lower(g.privilege_type) collate "C") as rights
    from aclexplode(${acl}) g where g.grantee <> ${ownerColumn} group by 1) each)`

const tables = `
  select E'\\n' || format('create table %I (', c.relname) || E'\\n' || columns || coalesce(E',\\n' || constraints, '') || E'\\n)'
    || coalesce(' partition by ' || pg_get_partkeydef(c.oid), '') || E';\\n'
    || coalesce((select string_agg(pg_get_indexdef(i.indexrelid) || E';\\n', '' order by i.indexrelid::regclass::text collate "C") from pg_index i
        where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid)), '')
    || coalesce((select string_agg(pg_get_triggerdef(t.oid) || E';\\n', '' order by t.tgname) from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal), '')
    || case when c.relrowsecurity then format('alter table %I enable row level security;', c.relname) || E'\\n' else '' end
    || case when c.relforcerowsecurity then format('alter table %I force row level security;', c.relname) || E'\\n' else '' end
    || coalesce((select string_agg(format('create policy %I on %s for %s to %s', p.polname, p.polrelid::regclass,
          case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
          (select string_agg(role::regrole::text, ', ' order by role::regrole::text collate "C") from unnest(p.polroles) role))
        || coalesce(E'\\n  using (' || pg_get_expr(p.polqual, p.polrelid) || ')', '') || coalesce(E'\\n  with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
        || E';\\n', '' order by p.polname) from pg_policy p where p.polrelid = c.oid), '')
    || coalesce(${grantsOn('c.relname', 'c.relacl', 'c.relowner')}, '')
    || coalesce((select string_agg(format('grant %s (%s) on %s to %s;', rights, attname, c.relname, role) || E'\\n', '' order by attname, role collate "C") from (
        select a.attname, g.grantee::regrole::text as role, string_agg(lower(g.privilege_type), ', ' order by lower(g.privilege_type) collate "C") as rights
        from pg_attribute a cross join aclexplode(a.attacl) g where a.attrelid = c.oid group by 1, 2) each), '') as line
  from pg_class c cross join lateral (
    select string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
      coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' order by a.attnum) as columns
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  ) described cross join lateral (
    select string_agg('  ' || pg_get_constraintdef(k.oid), E',\\n' order by position(k.contype::text in 'pufc'), k.conname) as constraints
    from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')
  ) bound
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`

const functions = `
  select E'\\n' || trim(trailing E'\\n' from pg_get_functiondef(p.oid)) || E';\\n'
    || case when p.prosecdef then format('-- runs as %s', case when p.proowner = (select relowner from pg_class where oid = 'accounts'::regclass) then 'the owner' else p.proowner::regrole::text end) || E'\\n' else '' end
    || case when p.proacl is null then '' else coalesce(${grantsOn("'function ' || p.proname", 'p.proacl', 'p.proowner')}, '') end as line
  from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname`

const schemaGrants = `
  select ${grantsOn("'schema public'", 'n.nspacl', 'n.nspowner')} as line from pg_namespace n where n.nspname = 'public'`
