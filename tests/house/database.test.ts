import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { schemaPage } from '../../docs/pages/schema.ts'
import { migrate } from '../../src/kit/migrate.ts'
import { migrations } from '../../src/migrations.ts'
import { parts } from '../../src/parts.ts'
import { createDatabase, type TestDatabase } from '../support/cluster.ts'
import { columnType, policiesOf, rightsOf, rolesOf, routinesOf, schemaMakers, tablesOf, viewsOfTheirOwnMind } from './catalog.ts'
import { plantAccount, type Row } from './planting.ts'
import { root } from './sources.ts'

/** Tables whose rows belong to nobody, or that are read before it is known to whom: no row-level security, but no rights either. */
const exempt: Record<string, string> = {
  api_key_lookup: 'the MAC of a key to its row, before the caller is known; behind definer functions',
  audit_head: 'one counter of the log; behind definer functions',
  breaker: 'the state of a provider, shared by all accounts; nothing of any of them',
  deployment: 'one row about this deployment',
  encryption_keys: 'wrapped root keys, shared by all accounts; useless without the master key',
  lookup: 'the hash of a secret to its row, before an account is known; behind definer functions',
  provider_grant: 'a keyed hash of a grant to its connections, across accounts; behind definer functions',
  rate_budget: 'calls left at a provider, shared by all accounts; nothing of any of them',
  schema_migrations: "the migrator's own notes; for the owner alone",
}

/** Policies of other roles than keyhold_app's own: who else sees rows of every account, and why. */
const furtherPolicies: Record<string, string> = {
  'keyhold_audit select accounts': "an entry takes the account's name in the log",
  'keyhold_audit select subjects': "an entry takes the subject's name in the log",
  'keyhold_audit select connections': 'a release compares generation and state',
  'keyhold_audit select api_keys': 'a release compares version and revocation',
  'keyhold_audit insert audit_entry': 'the log is written by its functions alone',
  'keyhold_lookup select api_keys': 'a key is looked up before its account is known',
  'keyhold_jobs select subjects': 'erasures that are under way',
  'keyhold_jobs select connections': 'what is due',
  'keyhold_jobs select connection_bookkeeping': 'what is due, and not before',
  'keyhold_jobs select refresh_attempt': 'attempts that were left open',
  'keyhold_jobs select connect_session': 'what is out of date',
  'keyhold_jobs select connect_attempt': 'what is out of date',
}

/** Definer functions that act as another than the NOLOGIN roles made for it. */
const ownedByTheOwner: Record<string, string> = { audit_month: 'only the owner of a table may make partitions of it' }

const fixedPath = 'search_path=pg_catalog, pg_temp'

let database: TestDatabase
let owner: pg.Client
let login: pg.Client

before(async () => {
  database = await createDatabase()
  await migrate(database.ownerUrl, migrations, { 'keyhold.login': 'keyhold' })
  owner = await connected(database.ownerUrl)
  login = await connected(database.url)
})

after(async () => {
  await Promise.all([owner?.end(), login?.end()])
  await database?.drop()
})

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client
}

const ownedTables = async (): Promise<string[]> =>
  (await tablesOf(owner)).filter(({ name, isOwned, isPartition }) => isOwned && !isPartition && !exempt[name]).map(({ name }) => name)

describe('every table is guarded or exempt by name', () => {
  test('a table that is not exempt forces row-level security', async () => {
    const open = (await tablesOf(owner)).filter(({ name, isForced }) => !isForced && !exempt[name])

    assert.deepEqual(open.map(({ name }) => name), [])
  })

  test('a table that is neither exempt nor owned does not exist', async () => {
    const odd = (await tablesOf(owner)).filter(({ name, isOwned }) => !isOwned && !exempt[name])

    assert.deepEqual(odd.map(({ name }) => name), [])
  })

  test('every exemption is of a table that exists', async () => {
    const names = (await tablesOf(owner)).map(({ name }) => name)

    assert.deepEqual(Object.keys(exempt).filter((name) => !names.includes(name)), [])
  })

  test('an exempt table that knows accounts is closed to the process', async () => {
    const knowing = (await tablesOf(owner)).filter(({ name, isOwned }) => isOwned && exempt[name]).map(({ name }) => name)

    const rights = (await rightsOf(owner)).filter(({ on, role }) => knowing.includes(on.split('.')[0]!) && !['keyhold_lookup', 'keyhold_audit'].includes(role))

    assert.deepEqual(rights, [])
  })

  test('a partition is reached through its table alone', async () => {
    const partitions = (await tablesOf(owner)).filter(({ isPartition }) => isPartition).map(({ name }) => name)

    assert.ok(partitions.length > 0)
    assert.deepEqual((await rightsOf(owner)).filter(({ on }) => partitions.includes(on.split('.')[0]!)), [])
  })
})

describe('every policy is foreseen', () => {
  test('the app sees and writes the rows of its account alone, wherever it has a right', async () => {
    const [policies, rights] = [await policiesOf(owner), await rightsOf(owner)]

    const faulty = (await ownedTables()).filter((table) => {
      const own = policies.filter((policy) => policy.table === table && policy.role === 'keyhold_app')
      const writes = rights.some(({ on, role, right }) => on.split('.')[0] === table && role === 'keyhold_app' && right !== 'select')
      const [policy] = own
      const isAboutAccount = (text: string | null | undefined) => text?.includes('app_account()') === true
      return own.length !== 1 || !isAboutAccount(policy?.using) || (writes && !(policy?.command === 'all' && isAboutAccount(policy.withCheck)))
    })

    assert.deepEqual(faulty, [])
  })

  test('no other role has a policy that is not on the list', async () => {
    const others = (await policiesOf(owner)).filter(({ role }) => role !== 'keyhold_app')

    assert.deepEqual(others.map(({ table, role, command }) => `${role} ${command} ${table}`).sort(), Object.keys(furtherPolicies).sort())
  })

  test('a view looks with the eyes of who asks', async () => {
    assert.deepEqual(await viewsOfTheirOwnMind(owner), [])
  })
})

describe('nobody has a right too many', () => {
  test('nobody but the owner may truncate, refer to, put triggers on, or keep a table', async () => {
    const tooMuch = (await rightsOf(owner)).filter(({ right }) => !['select', 'insert', 'update', 'delete'].includes(right))

    assert.deepEqual(tooMuch, [])
  })

  test('nothing is open to everybody, and no login has rights of its own', async () => {
    const rights = (await rightsOf(owner)).filter(({ role }) => !/^keyhold_(app|jobs|lookup|audit)$/.test(role))

    assert.deepEqual(rights, [])
    assert.deepEqual(await schemaMakers(owner), [])
  })

  test('a function that acts for another has a fixed search path, is not open to all, and acts for a role that cannot log in', async () => {
    const [routines, roles] = [await routinesOf(owner), await rolesOf(owner)]
    const logins = roles.filter(({ mayLogIn }) => mayLogIn).map(({ name }) => name)
    const definers = routines.filter(({ isDefiner }) => isDefiner)

    assert.ok(definers.length > 0)
    assert.deepEqual(definers.filter(({ settings }) => !settings.includes(fixedPath)).map(({ name }) => name), [])
    assert.deepEqual(definers.filter(({ isOpenToAll }) => isOpenToAll).map(({ name }) => name), [])
    assert.deepEqual(definers.filter(({ owner }) => logins.includes(owner)).map(({ name }) => name), Object.keys(ownedByTheOwner))
  })

  test('no role passes by row-level security, and the login has no power at all', async () => {
    // The embedded cluster is made by a superuser, who supervises it and whom no statement of the process ever uses.
    const roles = (await rolesOf(owner)).filter(({ name }) => name !== 'keyhold_supervisor')

    assert.deepEqual(roles.filter(({ powers }) => powers.some((power) => power !== 'createrole')), [])
    assert.deepEqual(roles.filter(({ powers }) => powers.length > 0).map(({ name }) => name), ['keyhold_owner'])
    assert.deepEqual(roles.filter(({ name, mayLogIn }) => mayLogIn && !['keyhold', 'keyhold_owner'].includes(name)), [])
    assert.equal(roles.find(({ name }) => name === 'keyhold')?.inherits, false)
  })
})

describe('no context, no rows', () => {
  let alice: Map<string, Row>
  let charlie: Map<string, Row>

  before(async () => {
    const tables = await ownedTables()
    alice = await plantAccount(owner, tables)
    charlie = await plantAccount(owner, tables)
  })

  const accountOf = (rows: Map<string, Row>): string => String(rows.get('accounts')!.id)

  /** Runs a statement as a role, bound to an account or to none; gives its rows, or the SQLSTATE that refused it. */
  async function asks(role: string | null, account: string, text: string, values: unknown[] = []): Promise<Row[] | string> {
    await login.query('begin')
    try {
      await login.query("select set_config('role', $1, true), set_config('app.account_id', $2, true)", [role ?? 'none', account])
      return (await login.query<Row>(text, values)).rows
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      await login.query('rollback')
    }
  }

  const insertAgain = (table: string): string => `insert into ${table} select * from json_populate_record(null::${table}, $1)`
  const forbidden = '42501'

  test('a row stands in every owned table', async () => {
    assert.deepEqual([...alice.keys()].sort(), (await ownedTables()).sort())
  })

  test('the app without an account sees no row of any', async () => {
    for (const table of alice.keys()) {
      const rows = await asks('keyhold_app', '', `select 1 from ${table} limit 1`)

      assert.deepEqual(rows, [], table)
    }
  })

  test('the app with an account sees its rows, and only its', async () => {
    for (const [table, row] of alice) {
      const rows = await asks('keyhold_app', accountOf(alice), `select to_jsonb(t.*) as row from ${table} t limit 10`)

      assert.deepEqual(rows, [{ row }], table)
    }
  })

  test('the app without an account, or with another, cannot insert a row', async () => {
    for (const [table, row] of alice) {
      assert.equal(await asks('keyhold_app', '', insertAgain(table), [JSON.stringify(row)]), forbidden, table)
      assert.equal(await asks('keyhold_app', accountOf(charlie), insertAgain(table), [JSON.stringify(row)]), forbidden, table)
    }
  })

  test('the app cannot hand a row of its own to another account', async () => {
    for (const table of alice.keys()) {
      const column = { accounts: 'id', audit_entry: 'log_account' }[table] ?? 'account_id'

      assert.equal(await asks('keyhold_app', accountOf(alice), `update ${table} set ${column} = '${accountOf(charlie)}'`), forbidden, table)
    }
  })

  test('the jobs see rows of the tables named for them alone, and write none', async () => {
    const named = Object.keys(furtherPolicies).filter((policy) => policy.startsWith('keyhold_jobs')).map((policy) => policy.split(' ')[2])

    for (const [table, row] of alice) {
      const rows = await asks('keyhold_jobs', '', `select 1 from ${table} limit 1`)

      if (!named.includes(table)) assert.ok(rows === forbidden || rows.length === 0, table)
      assert.equal(await asks('keyhold_jobs', accountOf(alice), insertAgain(table), [JSON.stringify(row)]), forbidden, table)
    }
  })

  test('the login that takes no role may not even look', async () => {
    for (const { name } of await tablesOf(owner)) {
      assert.equal(await asks(null, accountOf(alice), `select 1 from ${name} limit 1`), forbidden, name)
    }
  })

  test('the owner is bound like anybody else, but for what the definer functions read', async () => {
    const readByFunctions = Object.keys(furtherPolicies).filter((policy) => /^keyhold_(audit|lookup) select /.test(policy)).map((policy) => policy.split(' ')[2]!)

    for (const table of alice.keys()) {
      if (readByFunctions.includes(table)) continue
      assert.deepEqual((await owner.query(`select 1 from ${table} limit 1`)).rows, [], table)
    }
  })
})

test('every sealed column is one of bytes, in a table that is there', async () => {
  for (const { sqlTable, sqlColumn } of parts.flatMap((part) => part.sealed ?? [])) {
    assert.equal(await columnType(owner, sqlTable, sqlColumn), 'bytea', `${sqlTable}.${sqlColumn}`)
  }
})

test('docs/reference/schema.sql shows the schema as it is (`npm run docs` writes it)', async () => {
  assert.equal(readFileSync(join(root, 'docs/reference/schema.sql'), 'utf8'), await schemaPage(owner))
})
