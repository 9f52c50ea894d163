import type pg from 'pg'

/** What the database tells about itself, its logins, roles and tables. Read as any login. */
export interface Catalogue {
  /** Such as 150004. */
  versionNumber: number
  version: string
  databaseName: string
  /** The login's real name. */
  login: string
  roles: RoleRow[]
  /** Names of the roles the login may take. */
  memberOf: string[]
  tables: TableRow[]
  /** Rights of others to what no policy protects. */
  strangers: StrangerRow[]
  hasSchema: boolean
}

export interface RoleRow {
  name: string
  canLogin: boolean
  isSuperuser: boolean
  bypassesRls: boolean
  mayMakeRoles: boolean
}

export interface TableRow {
  name: string
  owner: string
  /** Holds rows that belong to an account. */
  isOwned: boolean
  isGuarded: boolean
}

/** A function that passes by row-level security, or a table without it, and who may use it that is none of ours. */
export interface StrangerRow {
  /** `public`: everybody. */
  role: string
  what: string
}

/**
 * Look-ups before an account is known (design, section 4): hash to account and row, no grants to the app's role. Every
 * other table with an account in it has forced row-level security.
 */
const lookups = ['lookup', 'api_key_lookup', 'provider_grant', 'person_name', 'sign_in_challenge']

export async function readCatalogue(client: pg.Client, roleNames: readonly string[]): Promise<Catalogue> {
  const [server] = await rows<
    Pick<Catalogue, 'versionNumber' | 'version' | 'databaseName' | 'login' | 'hasSchema'>
  >(
    client,
    `select current_setting('server_version_num')::int as "versionNumber", split_part(current_setting('server_version'), ' ', 1) as version,
       current_database() as "databaseName", session_user::text as login, to_regclass('public.schema_migrations') is not null as "hasSchema"`,
  )
  const roles = await rows<RoleRow>(
    client,
    `select rolname::text as name, rolcanlogin as "canLogin", rolsuper as "isSuperuser", rolbypassrls as "bypassesRls", rolcreaterole as "mayMakeRoles"
     from pg_roles where rolname = any ($1) limit 10`,
    [[...roleNames, server!.login]],
  )
  const memberOf = await rows<{ name: string }>(
    client,
    `select r.rolname::text as name from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles l on l.oid = m.member
     where l.rolname = session_user limit 100`,
  )
  const tables = await rows<TableRow>(client, tablesQuery, [lookups])
  const strangers = server!.hasSchema
    ? await rows<StrangerRow>(client, strangersQuery, [[...roleNames, server!.login]])
    : []
  return { ...server!, roles, memberOf: memberOf.map(({ name }) => name), tables, strangers }
}

const tablesQuery = `
  select c.relname::text as name, pg_get_userbyid(c.relowner)::text as owner, c.relrowsecurity and c.relforcerowsecurity as "isGuarded",
    c.relname <> all ($1) and (c.relname = 'accounts' or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname in ('account_id', 'log_account') and not a.attisdropped)) as "isOwned"
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname limit 1000`

// The schema may hold tables of others, which are theirs to guard: ours belong to the owner of the schema and to our roles.
const strangersQuery = `
  with schema as (select relowner as owner from pg_class where oid = 'public.schema_migrations'::regclass), ours as (
    select p.oid::regprocedure::text as what, p.proowner as owner, coalesce(p.proacl, acldefault('f', p.proowner)) as acl
    from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
    union all
    select c.relname::text, c.relowner, coalesce(c.relacl, acldefault('r', c.relowner))
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity)
  select distinct case when a.grantee = 0 then 'public' else g.rolname::text end as role, o.what
  from schema s cross join ours o cross join aclexplode(o.acl) a left join pg_roles g on g.oid = a.grantee
  where (o.owner = s.owner or pg_get_userbyid(o.owner) = any ($1))
    and a.grantee <> o.owner and a.grantee <> s.owner and coalesce(g.rolname::text, '') <> all ($1) and not coalesce(g.rolsuper, false)
  order by 1, 2 limit 1000`

/** Rows of one statement as the login, or as a role it takes for the statement alone. */
export async function rows<Row extends pg.QueryResultRow>(
  client: pg.Client,
  text: string,
  values: unknown[] = [],
  role?: string,
): Promise<Row[]> {
  await client.query('begin read only')
  try {
    if (role) await client.query(`set local role ${role}`)
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.query('rollback')
  }
}
