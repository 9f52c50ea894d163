import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { createDatabase, type TestDatabase } from '../../tests/support/cluster.ts'
import { Fault } from './fault.ts'
import { CommitUnknown, type Database, insideTransaction, openDatabase, SqlError } from './sql.ts'

let made: TestDatabase
let database: Database

before(async () => {
  made = await createDatabase()
  await asOwner(`
    do $$ begin create role keyhold_app nologin noinherit; exception when duplicate_object then null; end $$;
    do $$ begin create role keyhold_jobs nologin noinherit; exception when duplicate_object then null; end $$;
    grant keyhold_app, keyhold_jobs to keyhold;
    create table notes (account uuid default nullif(current_setting('app.account_id', true), '')::uuid, text text unique, parent text references notes (text) deferrable initially deferred);
    alter table notes enable row level security; alter table notes force row level security;
    create policy own on notes to keyhold_app using (account = nullif(current_setting('app.account_id', true), '')::uuid);
    grant select, insert, update, delete on notes to keyhold_app`)
  database = openDatabase({ url: made.url, poolSize: 3, pipelines: 1 })
})
after(async () => {
  await database.close()
  await made.drop()
})

async function asOwner(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: made.ownerUrl })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

const mine = '01a1fcdf-0000-7000-8000-000000000001'
const theirs = '01a1fcdf-0000-7000-8000-000000000002'
const as = (accountId?: string) =>
  database.sql.as(accountId === undefined ? { role: 'app' } : { role: 'app', accountId })

test('K2: a row is seen by its own account, not by another, and not without one', async () => {
  await as(mine)`insert into notes (text) values ('mine')`

  const seen = await Promise.all(
    [mine, theirs, undefined].map((account) => as(account)`select text from notes where text = 'mine'`),
  )

  assert.deepEqual(
    seen.map((rows) => rows.length),
    [1, 0, 0],
  )
})

test('many reads of different accounts on one connection at once keep apart', async () => {
  await as(theirs)`insert into notes (text) values ('theirs')`

  const seen = await Promise.all(
    Array.from(
      { length: 60 },
      (_, index) =>
        as(index % 2 ? mine : theirs)<{
          text: string
        }>`select text from notes where text in ('mine', 'theirs')`,
    ),
  )

  seen.forEach((rows, index) =>
    assert.deepEqual(
      rows.map(({ text }) => text),
      [index % 2 ? 'mine' : 'theirs'],
    ),
  )
})

test('a value is bound, never text', async () => {
  const hostile = "'); drop table notes; --"
  await as(mine)`insert into notes (text) values (${hostile})`

  const [row] = await as(mine)<{ text: string }>`select text from notes where text = ${hostile}`

  assert.equal(row?.text, hostile)
})

test('a statement that fails takes the whole transaction back', async () => {
  const work = as(mine).transaction(async (sql) => {
    await sql`insert into notes (text) values ('half')`
    await sql`insert into notes (text) values ('half')`
  })

  await assert.rejects(work, (error) => error instanceof SqlError && error.code === '23505')
  assert.deepEqual(await as(mine)`select text from notes where text = 'half'`, [])
})

test('a failure that is swallowed inside a transaction still fails it: COMMIT answers ROLLBACK', async () => {
  const work = as(mine).transaction(async (sql) => {
    await sql`insert into notes (text) values ('swallowed')`
    await sql`insert into notes (text) values ('swallowed')`.catch(() => undefined)
  })

  await assert.rejects(work, SqlError)
  assert.deepEqual(await as(mine)`select text from notes where text = 'swallowed'`, [])
})

test('a constraint that is checked at commit rejects the one statement that broke it', async () => {
  await assert.rejects(as(mine)`insert into notes (text, parent) values ('orphan', 'nobody')`)

  assert.deepEqual(await as(mine)`select text from notes where text = 'orphan'`, [])
})

test('an error names the statement and the constraint, never a value', async () => {
  const secret = 'planted-canary'
  await as(mine)`insert into notes (text) values (${secret})`

  const error = await as(mine)`insert into notes (text) values (${secret})`.then(
    () => null,
    (error: unknown) => error,
  )

  assert.ok(error instanceof SqlError)
  assert.equal(error.constraint, 'notes_text_key')
  assert.equal(
    JSON.stringify({ ...error, message: error.message, stack: error.stack }).includes(secret),
    false,
  )
})

test('K2: a transaction keeps its account: another may not be taken inside it', async () => {
  await as(mine).transaction(async (sql) => {
    assert.throws(() => sql.as({ role: 'app', accountId: theirs }))
    assert.equal(sql.as({ role: 'app', accountId: mine }), sql)
  })
})

test('the login itself sees no table, and opens no transaction', async () => {
  const login = database.sql.as({ role: 'login' })

  assert.deepEqual(await login`select current_user::text as name`, [{ name: 'keyhold' }])
  await assert.rejects(
    () => login`select text from notes`,
    (error) => error instanceof SqlError && error.code === '42501',
  )
  await assert.rejects(() => login.transaction(async (sql) => sql`select 1`))
})

test('a statement of the login that takes too long is given up, and the next one gets another connection', async () => {
  const hasty = openDatabase({ url: made.url, loginTimeoutMilliseconds: 200 })
  const login = hasty.sql.as({ role: 'login' })

  await assert.rejects(
    () => login`select pg_sleep(5)`,
    (error) => error instanceof Fault && error.code === 'DATABASE_UNAVAILABLE',
  )
  const rows = await login`select 1 as one`
  await hasty.close()

  assert.deepEqual(rows, [{ one: 1 }])
})

test('a statement whose answer came while this process was held still is answered', async () => {
  const hasty = openDatabase({ url: made.url, loginTimeoutMilliseconds: 300 })
  const login = hasty.sql.as({ role: 'login' })
  await login`select 1`

  const asked = login`select 1 as one`
  await new Promise((resolve) => setImmediate(resolve))
  const heldUntil = performance.now() + 500
  while (performance.now() < heldUntil);
  const rows = await asked
  await hasty.close()

  assert.deepEqual(rows, [{ one: 1 }])
})

test('code inside a transaction knows that it is, and code beside it does not', async () => {
  const inside = await as(mine).transaction(async (sql) => {
    await sql`select 1`
    return insideTransaction()
  })

  assert.deepEqual([inside, insideTransaction()], [true, false])
})

test('a broken connection is told as the database being away, and the next statement gets another', async () => {
  await as(mine)`select 1`

  const [told] = await Promise.all([
    as(mine)`select pg_sleep(5)`.then(
      () => null,
      (error: unknown) => error,
    ),
    waitUntilAsleep().then(() =>
      asSuper(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(5)%' and pid <> pg_backend_pid()`,
      ),
    ),
  ])

  assert.ok(told instanceof Fault || told instanceof CommitUnknown)
  assert.equal(told instanceof Fault ? told.code : 'DATABASE_UNAVAILABLE', 'DATABASE_UNAVAILABLE')
  assert.equal((await as(mine)`select 1 as one`).length, 1)
})

async function waitUntilAsleep(): Promise<void> {
  for (;;) {
    const { rows } = await asSuper(
      `select 1 from pg_stat_activity where query like '%pg_sleep(5)%' and state = 'active' and pid <> pg_backend_pid()`,
    )
    if (rows.length > 0) return
  }
}

async function asSuper(text: string): Promise<pg.QueryResult> {
  const { superUrl } = await (await import('../../tests/support/cluster.ts')).sharedCluster()
  const client = new pg.Client({ connectionString: superUrl })
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end()
  }
}

test('an unreachable database is told in words within the connection’s time', async () => {
  const nowhere = openDatabase({
    url: 'postgresql://keyhold@127.0.0.1:9/keyhold',
    connectTimeoutMilliseconds: 500,
  })

  const error = await nowhere.sql`select 1`.then(
    () => null,
    (error: unknown) => error,
  )
  await nowhere.close()

  assert.ok(error instanceof Fault)
  assert.equal(error.code, 'DATABASE_UNAVAILABLE')
})

test('connections that were let go are replaced, and statements go on', async () => {
  const kept = openDatabase({ url: made.url, poolSize: 1, pipelines: 1 })
  const backends = async () => {
    const sql = kept.sql.as({ role: 'app', accountId: mine })
    const [read] = await sql<{ pid: number }>`select pg_backend_pid() as pid`
    const [written] = await sql.transaction((sql) => sql<{ pid: number }>`select pg_backend_pid() as pid`)
    const [own] = await kept.sql.as({ role: 'login' })<{ pid: number }>`select pg_backend_pid() as pid`
    return [read!.pid, written!.pid, own!.pid]
  }
  const before = await backends()

  kept.renew()
  const after = await backends()
  await kept.close()

  assert.equal(new Set([...before, ...after]).size, 6)
})
