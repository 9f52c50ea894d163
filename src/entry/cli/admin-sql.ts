/** Roles the process runs its statements under; see migrations/0001_kit_roles.sql. */
export const processRoles = ['keyhold_app', 'keyhold_jobs'] as const
/** Roles that reach behind row-level security: two own functions and what only these may touch, one reads for backups. */
export const functionRoles = ['keyhold_lookup', 'keyhold_audit', 'keyhold_backup'] as const
export const allRoles = [...processRoles, ...functionRoles] as const

export interface Logins {
  /** Of DATABASE_URL: the app's. */
  login: string
  /** Of DATABASE_OWNER_URL: makes and owns the tables. May be the same. */
  owner: string
}

/**
 * What an administrator runs once, connected to the database, where the owner's login may not make roles. Afterwards
 * migrations run as the owner. Running it twice does no harm.
 */
export function adminSql({ login, owner }: Logins): string {
  const [app, maker] = [quoted(login), quoted(owner)]
  return `-- Run once as an administrator (superuser, or CREATEROLE and the database's owner), connected to Keyhold's database.
-- The app's login: ${app}. The login that migrates: ${maker}. Both exist already.
begin;

${allRoles.map(roleMade).join('\n')}

-- The process takes one of these in every transaction.
grant ${processRoles.join(', ')} to ${app};
${login === owner ? `-- ${app} migrates too. Better: a login of its own for that, in DATABASE_OWNER_URL.` : `alter role ${app} noinherit;`}

-- Migrations hand these out and make them owners of the look-up functions.
grant ${allRoles.join(', ')} to ${maker} with admin option;
grant usage, create on schema public to ${maker} with grant option;

commit;`
}

/** CREATE ROLE knows no IF NOT EXISTS, and roles belong to the whole cluster. */
const roleMade = (name: string): string =>
  `do $$ begin create role ${name} nologin nosuperuser nobypassrls noinherit; exception when duplicate_object then null; end $$;`

// A quote is doubled; what would end a comment's line goes.
export const quoted = (name: string): string => `"${name.replaceAll('"', '""').replace(/\p{Cc}/gu, '')}"`
