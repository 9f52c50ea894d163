import { allRoles, functionRoles, processRoles } from '../admin-sql.ts'
import type { Catalogue, RoleRow } from './catalogue.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const remedy = 'npx keyhold migrate --print roles, and have an administrator run those lines'

/** Whether the roles are there, harmless, and the app's login may take just those it needs. */
export function roleFindings(catalogue: Catalogue, ownerLogin: string): Finding[] {
  const { roles } = catalogue
  const missing = allRoles.filter((name) => !roles.some((role) => role.name === name))
  if (missing.length > 0)
    return [
      fail(
        'roles',
        `missing: ${missing.join(', ')}`,
        `npx keyhold migrate; where the login may not make roles: ${remedy}`,
      ),
    ]
  const mighty = roles.filter(({ name }) => isOneOf(allRoles, name)).filter(isMighty)
  return [
    mighty.length > 0
      ? fail(
          'roles',
          mighty.map(mightOf).join('; '),
          mighty.map(({ name }) => `alter role ${name} nologin nosuperuser nobypassrls`).join('; '),
        )
      : ok('roles', allRoles.join(', ')),
    grantOf(catalogue, ownerLogin),
  ]
}

/** Whether the app's login may take the two roles it needs, and no other. */
export function grantOf({ memberOf, login }: Catalogue, ownerLogin: string): Finding {
  const missing = processRoles.filter((name) => !memberOf.includes(name))
  if (missing.length > 0)
    return fail(
      'grants',
      `the login ${login} may not take ${missing.join(', ')}`,
      `grant ${missing.join(', ')} to "${login}"`,
    )
  const excess = functionRoles.filter((name) => memberOf.includes(name))
  if (excess.length === 0 || login === ownerLogin)
    return ok('grants', `${login} may take ${processRoles.join(' and ')}`)
  return fail(
    'grants',
    `the login ${login} may take ${excess.join(', ')}, which reach behind row-level security`,
    `revoke ${excess.join(', ')} from "${login}"`,
  )
}

/** Whether a login could pass by row-level security. */
export function loginFinding({ roles }: Catalogue, login: string): Finding {
  const role = roles.find(({ name }) => name === login)
  if (!role)
    return warn('login', `the login ${login} is not to be seen`, 'check DATABASE_URL and DATABASE_OWNER_URL')
  if (!role.isSuperuser && !role.bypassesRls)
    return ok('login', `${login} is no superuser and is bound by row-level security`)
  const fix = `alter role "${login}" nosuperuser nobypassrls, or use another login in DATABASE_URL`
  return fail(
    'login',
    `${login} ${role.isSuperuser ? 'is a superuser' : 'may bypass row-level security'}: no policy holds for it`,
    fix,
  )
}

/** Whether the app's login owns tables: an owner may switch their protection off. */
export function ownershipFinding({ tables, login }: Catalogue, production: boolean): Finding {
  const count = tables.filter(({ owner }) => owner === login).length
  if (count === 0) return ok('ownership', `${login} owns no tables`)
  const text = `${login} owns ${count} table${count === 1 ? '' : 's'}, and an owner may switch row-level security off`
  const fix = 'migrate with a login of its own in DATABASE_OWNER_URL'
  return production ? fail('ownership', text, fix) : warn('ownership', text, fix)
}

/** Whether every table with people's rows forces row-level security. */
export function guardFinding({ tables }: Catalogue): Finding {
  const owned = tables.filter(({ isOwned }) => isOwned)
  const open = owned.filter(({ isGuarded }) => !isGuarded).map(({ name }) => name)
  if (open.length === 0)
    return ok('row_level_security', `forced on all ${owned.length} tables with rows of accounts`)
  const fix = open
    .map((name) => `alter table "${name}" enable row level security, force row level security`)
    .join('; ')
  return fail('row_level_security', `not forced on ${open.join(', ')}`, fix)
}

/** Whether roles that are none of ours may use what no policy protects, as a hosted database's default privileges make them. */
export function strangersFinding({ strangers }: Catalogue): Finding {
  if (strangers.length === 0) return ok('privileges', 'nobody else may use what no policy protects')
  const names = [...new Set(strangers.map(({ role }) => role))]
  const first = strangers.slice(0, 3).map(({ what }) => what)
  const more = strangers.length > first.length ? ` and ${strangers.length - first.length} more` : ''
  const roles = names.map((name) => (name === 'public' ? name : `"${name}"`)).join(', ')
  const kinds = ['functions', 'tables']
  return fail(
    'privileges',
    `${names.join(', ')} may use ${first.join(', ')}${more}, which no policy protects`,
    [
      ...kinds.map((kind) => `revoke all on all ${kind} in schema public from ${roles}`),
      // Else the next migration's are given away again.
      ...kinds.map((kind) => `alter default privileges in schema public revoke all on ${kind} from ${roles}`),
    ].join('; '),
  )
}

const isMighty = (role: RoleRow): boolean => role.canLogin || role.isSuperuser || role.bypassesRls

const mightOf = (role: RoleRow): string =>
  `${role.name} ${role.isSuperuser ? 'is a superuser' : role.bypassesRls ? 'may bypass row-level security' : 'may log in'}`

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name)
