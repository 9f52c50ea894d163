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
  return { ...server!, roles, memberOf: memberOf.map(({ name }) => name), tables }
}

const tablesQuery = `
  select c.relname::text as name, pg_get_userbyid(c.relowner)::text as owner, c.relrowsecurity and c.relforcerowsecurity as "isGuarded",
    c.relname <> all ($1) and (c.relname = 'accounts' or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname in ('account_id', 'log_account') and not a.attisdropped)) as "isOwned"
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname limit 1000`

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
