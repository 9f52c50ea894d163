import { migrate } from '../../kit/migrate.ts'
import type { Environment } from '../../kit/settings.ts'
import { migrations } from '../../migrations.ts'
import { roles, startEmbeddedPostgres } from '../postgres/index.ts'
import { adminSql } from './admin-sql.ts'
import { schemaSql } from './schema-sql.ts'
import type { Context } from './command.ts'
import { homeOf } from '../node/home.ts'
import { loginOf } from '../node/login.ts'

export async function applyMigrations({ environment, terminal }: Context): Promise<void> {
  const database = await openedDatabase(environment, (text) => terminal.say(text))
  try {
    const { applied, version } = await migrate(database.ownerUrl, migrations, {
      'keyhold.login': loginOf(database.url),
    })
    const words =
      applied.length === 0 ? `Schema ${version}: nothing to do.` : `${applied.join('\n')}\nSchema ${version}.`
    terminal.answer({ json: { applied, schema: version }, plain: applied.join('\n'), human: words })
  } finally {
    await database.close()
  }
}

interface Opened {
  url: string
  ownerUrl: string
  close(): Promise<void>
}

async function openedDatabase(environment: Environment, log: (text: string) => void): Promise<Opened> {
  const url = environment.DATABASE_URL
  if (url) return { url, ownerUrl: environment.DATABASE_OWNER_URL || url, close: async () => undefined }
  const binaries = environment.KEYHOLD_POSTGRES_BIN
  const { ownerUrl, ...embedded } = await startEmbeddedPostgres({
    home: homeOf(environment),
    log,
    ...(binaries && { binaries }),
  })
  return { url: embedded.url, ownerUrl, close: () => embedded.stop() }
}

export type Printed = 'all' | 'roles' | 'schema'

export async function printSql({ environment, terminal }: Context, what: Printed): Promise<void> {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = environment
  const login = url ? loginOf(url) : roles.app
  const owner = ownerUrl ? loginOf(ownerUrl) : url ? login : roles.owner
  const scripts = {
    roles: () => adminSql({ login, owner }),
    schema: () => schemaSql(migrations, { login, owner }),
  }
  const wanted = what === 'all' ? (['roles', 'schema'] as const) : ([what] as const)
  const sql = wanted.map((each) => scripts[each]()).join('\n\n')
  terminal.answer({ json: { sql }, plain: sql, human: sql })
  if (!url) terminal.say(`DATABASE_URL is not set: the lines are for the logins ${login} and ${owner}.`)
}
