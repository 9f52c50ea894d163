// in a process of its own: it makes and fills whole databases
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anEmptyDatabase,
  type Backup,
  backupOf,
  migrations,
  on,
  orderFor,
  restoreInto,
} from '../../../../tests/support/backups.ts'
import { aConnection, alice } from '../../../../tests/support/cast.ts'
import type { TestDatabase } from '../../../../tests/support/cluster.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { migrate } from '../../../kit/migrate.ts'
import { resealAll, rotated } from '../../vault/keys/keys.fixture.ts'
import { destroyKey } from '../../vault/keys/retire.ts'
import { inTurn } from '../archive/archive.fixture.ts'
import { checkBackup } from './restore.ts'

/** Whether a restore could begin there: no server has left anything. */
const tablesWithRows = async ({ ownerUrl }: TestDatabase): Promise<number> => {
  const [row] = await on<{ any: boolean }>(
    ownerUrl,
    "select to_regclass('encryption_keys') is not null as any",
  )
  return row!.any ? (await on(ownerUrl, 'select 1 from encryption_keys')).length : 0
}

async function aBackup(): Promise<Backup & { world: TestWorld }> {
  const world = await testWorld()
  await aConnection(world, await alice(world))
  return { world, ...(await backupOf(world)) }
}

describe('a restore goes into an empty database only', () => {
  test('where a server has run it is refused, and nothing is changed', async () => {
    const backup = await aBackup()
    const other = await testWorld()
    const keys = 'select wrapped from encryption_keys order by id'
    const before = await on(other.ownerUrl, keys)

    await assert.rejects(restoreInto(other, backup), { code: 'NOT_EMPTY' })

    assert.deepEqual(await on(other.ownerUrl, keys), before)
  })

  test('where tables of others stand it is refused before anything is made', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()
    await on(into.ownerUrl, 'create table customers (id int)')

    await assert.rejects(restoreInto(into, backup), { code: 'NOT_EMPTY', message: /customers/ })

    assert.deepEqual(await on(into.ownerUrl, "select to_regclass('accounts') as made"), [{ made: null }])
  })

  test('a schema on which nothing ever ran is empty', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()
    await migrate(into.ownerUrl, migrations, { 'keyhold.login': 'keyhold' })

    assert.equal((await restoreInto(into, backup)).rows, backup.report.rows)
  })

  test('a schema newer than the backup is refused', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()
    await migrate(into.ownerUrl, migrations, { 'keyhold.login': 'keyhold' })
    await on(into.ownerUrl, "insert into schema_migrations values (9999, 'later', '')")

    await assert.rejects(restoreInto(into, backup), { code: 'NOT_EMPTY', message: /schema 9999/ })
  })

  test('a server that starts meanwhile waits until the restore has ended', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()
    let starting: Promise<unknown> | undefined
    let isStarted = false
    const tables = async function* () {
      for (const [n, piece] of backup.tables.entries()) {
        if (n === 2 && (await tablesAreHeld(into))) {
          starting ??= migrate(into.ownerUrl, migrations, { 'keyhold.login': 'keyhold' }).then(
            () => (isStarted = true),
          )
          await untilSomebodyWaits(into, () => isStarted)
          assert.equal(isStarted, false)
        }
        yield piece
      }
    }

    await restoreInto(into, backup, { tables })

    assert.ok(starting)
    await starting
  })
})

/** The first time the file is read, it is only checked. */
const tablesAreHeld = async ({ ownerUrl }: TestDatabase): Promise<boolean> => {
  const [row] = await on<{ held: number }>(
    ownerUrl,
    "select count(*)::int as held from pg_locks where mode = 'AccessExclusiveLock' and database = (select oid from pg_database where datname = current_database())",
  )
  return row!.held > 0
}

/** @param hasEnded then nobody ever will */
async function untilSomebodyWaits({ ownerUrl }: TestDatabase, hasEnded: () => boolean): Promise<void> {
  while (!hasEnded()) {
    const [row] = await on<{ waiting: number }>(
      ownerUrl,
      'select count(*)::int as waiting from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())',
    )
    if (row!.waiting > 0) return
  }
}

describe('what cannot be brought back whole is not brought back at all', () => {
  test('a file that ends too early leaves the database empty, and a whole one goes in afterwards', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()

    await assert.rejects(restoreInto(into, { ...backup, tables: backup.tables.slice(0, -1) }), {
      code: 'TRUNCATED',
    })

    assert.equal(await tablesWithRows(into), 0)
    assert.equal((await restoreInto(into, backup)).rows, backup.report.rows)
  })

  test('a damaged file of keys is told from a damaged backup', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()

    await assert.rejects(restoreInto(into, { ...backup, keys: backup.keys.slice(0, -1) }), {
      code: 'TRUNCATED',
      message: /^The file of keys .* cut off/,
    })
  })

  test('a file that breaks off only when it is read again leaves it empty as well', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()
    let reads = 0
    const tables = () => inTurn(reads++ === 0 ? backup.tables : backup.tables.slice(0, 20))

    await assert.rejects(restoreInto(into, backup, { tables }), { code: 'TRUNCATED' })

    assert.equal(await tablesWithRows(into), 0)
    assert.equal((await restoreInto(into, backup)).rows, backup.report.rows)
  })

  test('killed in the middle, it leaves an empty database into which it can be restored again', async () => {
    const backup = await aBackup()
    const into = await anEmptyDatabase()
    let reads = 0
    const tables = async function* () {
      reads += 1
      for (const [n, piece] of backup.tables.entries()) {
        if (reads === 2 && n === 20)
          await on(
            into.ownerUrl,
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'keyhold restore'",
          )
        yield piece
      }
    }

    await assert.rejects(restoreInto(into, backup, { tables }))

    assert.equal(await tablesWithRows(into), 0)
    assert.equal((await restoreInto(into, backup)).rows, backup.report.rows)
  })

  test('secrets that do not open stop it, unless they are accepted', async () => {
    const { world } = await aBackup()
    const owner = await alice(world)
    // A ciphertext moved to another generation.
    await world.sql.as({ role: 'app', accountId: owner.accountId })`
      insert into token_version (connection_id, generation, account_id, subject_id, grant_no, state, access_token, received_at)
      select connection_id, 2, account_id, subject_id, 1, 'parsed', access_token, received_at from token_version`
    const backup = await backupOf(world)
    const into = await anEmptyDatabase()

    await assert.rejects(restoreInto(into, backup, {}, { verifyAll: true }), {
      code: 'NOT_VERIFIED',
      message: /1 of 2 sealed secrets in token_version.access_token do not open/,
    })

    assert.equal(await tablesWithRows(into), 0)
    const { sealed } = await restoreInto(into, backup, {}, { verifyAll: true, acceptUnreadable: true })
    assert.equal(sealed.find(({ column }) => column === 'token_version.access_token')!.unreadable, 1)
  })
})

describe('what does not fit is refused', () => {
  test('a backup of a schema that this program does not know', async () => {
    const backup = await aBackup()
    const older = migrations.slice(0, -1)

    await assert.rejects(restoreInto(await anEmptyDatabase(), backup, { migrations: older }), {
      code: 'SCHEMA_NEWER',
    })
  })

  test('a backup of a schema whose migrations were other ones', async () => {
    const backup = await aBackup()
    const others = migrations.map((each) => (each.number === 3 ? { ...each, sql: `${each.sql} ` } : each))

    await assert.rejects(restoreInto(await anEmptyDatabase(), backup, { migrations: others }), {
      code: 'SCHEMA_OTHER',
    })
  })

  test('another master key', async () => {
    const backup = await aBackup()

    await assert.rejects(restoreInto(await anEmptyDatabase(), backup, { masterKey: Buffer.alloc(32, 1) }), {
      code: 'WRONG_KEY',
    })
  })

  test('keys of another deployment, and keys older than the tables', async () => {
    const backup = await aBackup()
    const later = await backupOf(backup.world)
    const other = await testWorld()
    await on(other.ownerUrl, 'update deployment set id = gen_random_uuid()')
    const { keys: foreign } = await backupOf(other)
    const into = await anEmptyDatabase()

    await assert.rejects(restoreInto(into, { ...later, keys: foreign }), { code: 'KEYS_FOREIGN' })
    await assert.rejects(restoreInto(into, { ...later, keys: backup.keys }), { code: 'KEYS_OLDER' })
  })

  /** Backups from before a rotation and after it, and the file of keys once the first key was destroyed. */
  async function aDestroyedKey() {
    const { world, ...before } = await aBackup()
    await rotated(world)
    await resealAll(world)
    const after = await backupOf(world)
    world.advance(24 * 3600)
    await destroyKey(world, 1, { actor: { kind: 'operator', id: null } })
    const { keys } = await backupOf(world)
    return { before, after, keys }
  }

  test('keys without a root key that records are under, also where only the files are looked at', async () => {
    const { before, keys } = await aDestroyedKey()
    const refusal = {
      code: 'NOT_VERIFIED',
      message: /lacks the root keys 1,/,
      cure: /keyhold\.keys that was made with this backup/,
    }

    await assert.rejects(checkBackup(orderFor({ ...before, keys })), refusal)
    await assert.rejects(restoreInto(await anEmptyDatabase(), { ...before, keys }), refusal)
  })

  test('but not keys without a root key that nothing was under any more', async () => {
    const { after, keys } = await aDestroyedKey()

    const { sealed } = await restoreInto(await anEmptyDatabase(), { ...after, keys }, {}, { verifyAll: true })

    assert.ok(sealed.every(({ unreadable }) => unreadable === 0))
  })

  test('keys in the place of tables, and tables in the place of keys', async () => {
    const { tables, keys } = await aBackup()
    const into = await anEmptyDatabase()

    await assert.rejects(restoreInto(into, { tables: keys, keys }), { code: 'NOT_A_BACKUP' })
    await assert.rejects(restoreInto(into, { tables, keys: tables }), { code: 'NOT_A_BACKUP' })
  })
})
