import type pg from 'pg'

/** What the database itself says of its tables, policies, rights and functions: all of the schema `public`. */

export interface Table {
  name: string
  /** Has `account_id` or `log_account`, or is `accounts` itself: every row belongs to somebody. */
  isOwned: boolean
  isPartition: boolean
  isForced: boolean
}

export const tablesOf = (client: pg.Client): Promise<Table[]> =>
  all<Table>(
    client,
    `
    select c.relname as name, c.relispartition as "isPartition", c.relrowsecurity and c.relforcerowsecurity as "isForced",
      c.relname = 'accounts' or exists (
        select from pg_attribute a where a.attrelid = c.oid and a.attname in ('account_id', 'log_account') and not a.attisdropped) as "isOwned"
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname`,
  )

export interface Policy {
  isRestrictive: boolean
  table: string
  role: string
  command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  using: string | null
  withCheck: string | null
}

export const policiesOf = (client: pg.Client): Promise<Policy[]> =>
  all<Policy>(
    client,
    `
    select p.polrelid::regclass::text as table, not p.polpermissive as "isRestrictive", r.role::regrole::text as role, pg_get_expr(p.polqual, p.polrelid) as using, pg_get_expr(p.polwithcheck, p.polrelid) as "withCheck",
      case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end as command
    from pg_policy p cross join unnest(p.polroles) as r(role) order by 1, 2, 5`,
  )

export interface Right {
  /** A table, or `table.column`. */
  on: string
  /** `public` for everybody. */
  role: string
  right: string
}

/** What anybody but the owner may do with tables, sequences and views, columns' own rights included. */
export const rightsOf = (client: pg.Client): Promise<Right[]> =>
  all<Right>(
    client,
    `
    select c.relname as on, case g.grantee when 0 then 'public' else g.grantee::regrole::text end as role, lower(g.privilege_type) as right
    from pg_class c cross join aclexplode(c.relacl) g where c.relnamespace = 'public'::regnamespace and g.grantee <> c.relowner
    union all
    select c.relname || '.' || a.attname, case g.grantee when 0 then 'public' else g.grantee::regrole::text end, lower(g.privilege_type)
    from pg_class c join pg_attribute a on a.attrelid = c.oid cross join aclexplode(a.attacl) g
    where c.relnamespace = 'public'::regnamespace and g.grantee <> c.relowner order by 1, 2, 3`,
  )

export interface Routine {
  name: string
  isDefiner: boolean
  owner: string
  settings: string[]
  isOpenToAll: boolean
}

export const routinesOf = (client: pg.Client): Promise<Routine[]> =>
  all<Routine>(
    client,
    `
    select p.proname as name, p.prosecdef as "isDefiner", p.proowner::regrole::text as owner, coalesce(p.proconfig, '{}') as settings,
      exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g where g.grantee = 0) as "isOpenToAll"
    from pg_proc p where p.pronamespace = 'public'::regnamespace order by 1`,
  )

export interface Role {
  name: string
  mayLogIn: boolean
  /** Superuser, BYPASSRLS, REPLICATION, CREATEDB or CREATEROLE, as far as it has them. */
  powers: string[]
  inherits: boolean
}

export const rolesOf = (client: pg.Client): Promise<Role[]> =>
  all<Role>(
    client,
    `
    select rolname as name, rolcanlogin as "mayLogIn", rolinherit as inherits, array_remove(array[
      case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end, case when rolreplication then 'replication' end,
      case when rolcreatedb then 'createdb' end, case when rolcreaterole then 'createrole' end], null) as powers
    from pg_roles where rolname like 'keyhold%' order by 1`,
  )

/** Views that do not look with the eyes of who asks. */
export const viewsOfTheirOwnMind = (client: pg.Client): Promise<{ name: string }[]> =>
  all(
    client,
    `
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')
      and not coalesce(reloptions, '{}') && array['security_invoker=true', 'security_invoker=on'] order by 1`,
  )

/** Who beside the owner may make things in the schema. */
export const schemaMakers = (client: pg.Client): Promise<{ role: string }[]> =>
  all(
    client,
    `
    select case g.grantee when 0 then 'public' else g.grantee::regrole::text end as role
    from pg_namespace n cross join aclexplode(n.nspacl) g
    where n.nspname = 'public' and g.privilege_type = 'CREATE' and g.grantee <> n.nspowner order by 1`,
  )

export const columnType = async (
  client: pg.Client,
  table: string,
  column: string,
): Promise<string | undefined> => {
  const { rows } = await client.query<{ type: string }>(
    'select atttypid::regtype::text as type from pg_attribute where attrelid = to_regclass($1) and attname = $2',
    [table, column],
  )
  return rows[0]?.type
}

async function all<Row extends pg.QueryResultRow>(client: pg.Client, text: string): Promise<Row[]> {
  const { rows } = await client.query<Row>(text)
  return rows
}
