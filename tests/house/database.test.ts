import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type pg from 'pg'
import { schemaPage } from '../../docs/pages/schema.ts'
import { parts } from '../../src/parts.ts'
import {
  columnType,
  policiesOf,
  rightsOf,
  rolesOf,
  routinesOf,
  schemaMakers,
  tablesOf,
  viewsOfTheirOwnMind,
} from './catalog.ts'
import { beyondTheAccount, exempt, furtherPolicies } from './foreseen.ts'
import { type Migrated, migratedDatabase, ownedTables } from './migrated.ts'
import { root } from './sources.ts'

/** Definer functions that act as another than the NOLOGIN roles made for it. */
const ownedByTheOwner: Record<string, string> = {
  audit_month: 'only the owner of a table may make partitions of it',
  audit_prune: 'only the owner of a table may take partitions off it',
}

const fixedPath = 'search_path=pg_catalog, pg_temp'

let database: Migrated
let owner: pg.Client

before(async () => {
  database = await migratedDatabase()
  owner = database.owner
})

after(() => database?.drop())

describe('every table is guarded or exempt by name', () => {
  test('K1: a table that is not exempt forces row-level security', async () => {
    const open = (await tablesOf(owner)).filter(({ name, isForced }) => !isForced && !exempt[name])

    assert.deepEqual(
      open.map(({ name }) => name),
      [],
    )
  })

  test('a table that is neither exempt nor owned does not exist', async () => {
    const odd = (await tablesOf(owner)).filter(({ name, isOwned }) => !isOwned && !exempt[name])

    assert.deepEqual(
      odd.map(({ name }) => name),
      [],
    )
  })

  test('every exemption is of a table that exists', async () => {
    const names = (await tablesOf(owner)).map(({ name }) => name)

    assert.deepEqual(
      Object.keys(exempt).filter((name) => !names.includes(name)),
      [],
    )
  })

  test('an exempt table that knows accounts is closed to the process', async () => {
    const knowing = (await tablesOf(owner))
      .filter(({ name, isOwned }) => isOwned && exempt[name])
      .map(({ name }) => name)

    const rights = (await rightsOf(owner)).filter(
      ({ on, role }) =>
        knowing.includes(on.split('.')[0]!) &&
        !['keyhold_lookup', 'keyhold_audit', 'keyhold_backup'].includes(role),
    )

    assert.deepEqual(rights, [])
  })

  test('a partition is reached through its table alone', async () => {
    const partitions = (await tablesOf(owner))
      .filter(({ isPartition }) => isPartition)
      .map(({ name }) => name)

    assert.ok(partitions.length > 0)
    assert.deepEqual(
      (await rightsOf(owner)).filter(({ on }) => partitions.includes(on.split('.')[0]!)),
      [],
    )
  })
})

describe('every policy is foreseen', () => {
  test('the app sees and writes the rows of its account alone, wherever it has a right', async () => {
    const [policies, rights] = [await policiesOf(owner), await rightsOf(owner)]

    const faulty = (await ownedTables(owner)).filter((table) => {
      // A restrictive one only takes away from what the others give.
      const own = policies.filter(
        (policy) =>
          policy.table === table &&
          policy.role === 'keyhold_app' &&
          !policy.isRestrictive &&
          beyondTheAccount[`${policy.command} ${table}`] === undefined,
      )
      const writes = rights.some(
        ({ on, role, right }) => on.split('.')[0] === table && role === 'keyhold_app' && right !== 'select',
      )
      const [policy] = own
      const isAboutAccount = (text: string | null | undefined) => text?.includes('app_account()') === true
      return (
        own.length !== 1 ||
        !isAboutAccount(policy?.using) ||
        (writes && !(policy?.command === 'all' && isAboutAccount(policy.withCheck)))
      )
    })

    assert.deepEqual(faulty, [])
  })

  test('what the app may do beyond its account is on the list, and checked to the letter', async () => {
    const owned = await ownedTables(owner)
    const beyond = (await policiesOf(owner)).filter(
      ({ table, role, isRestrictive, using, withCheck }) =>
        owned.includes(table) &&
        role === 'keyhold_app' &&
        !isRestrictive &&
        ![using, withCheck].some((text) => text?.includes('app_account()')),
    )

    assert.deepEqual(
      Object.fromEntries(
        beyond.map(({ table, command, withCheck }) => [
          `${command} ${table}`,
          withCheck?.replaceAll(/\s+/g, ' '),
        ]),
      ),
      beyondTheAccount,
    )
  })

  test('no other role has a policy that is not on the list', async () => {
    const others = (await policiesOf(owner)).filter(
      ({ role }) => !['keyhold_app', 'keyhold_backup'].includes(role),
    )

    assert.deepEqual(
      others.map(({ table, role, command }) => `${role} ${command} ${table}`).sort(),
      Object.keys(furtherPolicies).sort(),
    )
  })

  test('the role of backups reads every table, as long as it is taken, and writes none', async () => {
    const tables = (await tablesOf(owner)).filter(
      ({ name, isPartition }) => !isPartition && name !== 'schema_migrations',
    )
    const rights = (await rightsOf(owner)).filter(({ role }) => role === 'keyhold_backup')
    const policies = (await policiesOf(owner)).filter(({ role }) => role === 'keyhold_backup')

    assert.deepEqual(
      rights.map(({ on, right }) => `${right} ${on}`),
      tables.map(({ name }) => `select ${name}`),
      'a migration that makes a table says `select backup_may_read(…)` of it',
    )
    assert.deepEqual(
      policies.map(({ table, command }) => `${command} ${table}`),
      tables.filter(({ name }) => !exempt[name]).map(({ name }) => `select ${name}`),
    )
    for (const { table, using } of policies)
      assert.equal(using, "(CURRENT_USER = 'keyhold_backup'::name)", table)
  })

  test('a view looks with the eyes of who asks', async () => {
    assert.deepEqual(await viewsOfTheirOwnMind(owner), [])
  })
})

describe('nobody has a right too many', () => {
  test('nobody but the owner may truncate, refer to, put triggers on, or keep a table', async () => {
    const tooMuch = (await rightsOf(owner)).filter(
      ({ right }) => !['select', 'insert', 'update', 'delete'].includes(right),
    )

    assert.deepEqual(tooMuch, [])
  })

  test('nothing is open to everybody, and no login has rights of its own', async () => {
    const rights = (await rightsOf(owner)).filter(
      ({ role }) => !/^keyhold_(app|jobs|lookup|audit|backup)$/.test(role),
    )

    assert.deepEqual(rights, [])
    assert.deepEqual(await schemaMakers(owner), [])
  })

  test('a function that acts for another has a fixed search path, is not open to all, and acts for a role that cannot log in', async () => {
    const [routines, roles] = [await routinesOf(owner), await rolesOf(owner)]
    const logins = roles.filter(({ mayLogIn }) => mayLogIn).map(({ name }) => name)
    const definers = routines.filter(({ isDefiner }) => isDefiner)

    assert.ok(definers.length > 0)
    assert.deepEqual(
      definers.filter(({ settings }) => !settings.includes(fixedPath)).map(({ name }) => name),
      [],
    )
    assert.deepEqual(
      definers.filter(({ isOpenToAll }) => isOpenToAll).map(({ name }) => name),
      [],
    )
    assert.deepEqual(
      definers.filter(({ owner }) => logins.includes(owner)).map(({ name }) => name),
      Object.keys(ownedByTheOwner),
    )
  })

  test('K1: no role passes by row-level security, and the login has no power at all', async () => {
    // The embedded cluster is made by a superuser, who supervises it and whom no statement of the process ever uses.
    const roles = (await rolesOf(owner)).filter(({ name }) => name !== 'keyhold_supervisor')

    assert.deepEqual(
      roles.filter(({ powers }) => powers.some((power) => power !== 'createrole')),
      [],
    )
    assert.deepEqual(
      roles.filter(({ powers }) => powers.length > 0).map(({ name }) => name),
      ['keyhold_owner'],
    )
    assert.deepEqual(
      roles.filter(({ name, mayLogIn }) => mayLogIn && !['keyhold', 'keyhold_owner'].includes(name)),
      [],
    )
    assert.equal(roles.find(({ name }) => name === 'keyhold')?.inherits, false)
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
