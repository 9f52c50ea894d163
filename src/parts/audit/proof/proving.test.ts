import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { linked } from '../../../../tests/support/linked.ts'
import { superUrlOf } from '../../../../tests/support/backups.ts'
import { aConnection, alice, call } from '../../../../tests/support/cast.ts'
import { answered, lost } from '../../../../tests/support/net.ts'
import { operatorOf } from '../../../../tests/support/operator.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { as, transaction } from '../../../kit/world.ts'
import { makeMonths, record } from '../log/record.ts'
import { entriesOf } from '../log/store.ts'
import { checkpointOf, keepCheckpoint, notesAtHome, notesIn } from './checkpoints.ts'
import { beginEpochOfNewCluster } from './epoch.ts'
import { evidenceOf } from './evidence.ts'
import { csvLine, exportedEvidence, linesOf } from './export.ts'
import { prove, proveJob, provingOf } from './proving.ts'
import { prune } from './retention.ts'
import { headOf } from './store.ts'
import { beginning } from './reached.ts'
import { verify } from './verify.ts'

async function withLog(count: number, at?: string, environment: Record<string, string> = {}) {
  const world = await testWorld({ environment, ...(at && { at }) })
  const owner = await alice(world)
  const act = (actor = 'test') =>
    transaction(as(world, { role: 'app', accountId: owner.accountId }), (world) =>
      record(world, {
        action: 'key.created',
        accountId: owner.accountId,
        actor: { kind: 'job', id: actor },
        detail: { name: 'a "quoted", name' },
      }),
    )
  for (let index = 0; index < count; index++) await act()
  await linked(world)
  return { world, owner, act }
}

async function asSuperuser(world: TestWorld, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: await superUrlOf(world) })
  await client.connect()
  try {
    await client.query("set session_replication_role = 'replica'")
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function exported(world: TestWorld): Promise<string[]> {
  const lines: string[] = []
  for await (const line of linesOf(evidenceOf(world))) lines.push(line)
  return lines
}

const inTurn = (lines: readonly string[]) =>
  async function* () {
    yield* lines
  }

test('a checkpoint is kept in the home each time the log has grown, and only then', async () => {
  const { world, act } = await withLog(2)

  const kept = [await keepCheckpoint(world), await keepCheckpoint(world)]
  await act()
  await linked(world)
  kept.push(await keepCheckpoint(world))

  const [first, second, ...others] = await notesAtHome(world)
  assert.deepEqual([kept, others], [[1, 0, 1], []])
  assert.ok(first!.size < second!.size)
  assert.equal(second!.entries, first!.entries + 1n)
})

test('a proof that finds the log broken says so in the log itself, and does not go on from there', async () => {
  const { world, owner, act } = await withLog(3)
  await prove(world, false)
  await act()
  await linked(world)
  await asSuperuser(
    world,
    `update audit_entry set actor = 'nobody' where xid = (select max(xid) from audit_entry)`,
  )

  const first = await prove(world, false)
  const again = await prove(world, false)

  assert.deepEqual([first.ok, again.ok], [false, false])
  assert.equal(provingOf(world).last?.proof.problems[0]?.code, 'ENTRY_ALTERED')
  const told = await entriesOf(as(world, { role: 'app', accountId: owner.accountId }), null, null, 50)
  assert.ok(told.some(({ action }) => action === 'audit.broken'))
})

test('a proof that goes on from a place nobody signed holds against the checkpoints of others', async () => {
  const { world, act } = await withLog(2)
  await keepCheckpoint(world)
  await act()
  await linked(world)
  const before = await prove(world, false)
  await act()
  await linked(world)
  await keepCheckpoint(world)

  const after = await prove(world, false)

  assert.deepEqual([before.problems, after.problems], [[], []])
  assert.deepEqual([after.checked.entries, after.checked.checkpoints], [1, 1])
})

test('a checkpoint is posted to the address outside, and one that is not taken holds nothing up', async () => {
  const url = 'https://notes.test/keyhold'
  const { world, act } = await withLog(1, undefined, { AUDIT_CHECKPOINT_URL: url })
  const taken = world.net.answers(`POST ${url}`, answered(200, ''))
  await keepCheckpoint(world)
  world.net.answers(`POST ${url}`, lost)
  await act()
  await linked(world)

  assert.equal(await keepCheckpoint(world), 1)

  const { publicKey } = await checkpointOf(world)
  assert.deepEqual(notesIn(taken.calls[0]!.text, [publicKey]).notes, [(await notesAtHome(world))[0]])
  assert.equal((await notesAtHome(world)).length, 2)
})

test('what stands among checkpoints and is none is told', async () => {
  const { world } = await withLog(1)
  const { text, publicKey } = await checkpointOf(world)

  assert.equal(notesIn(`${text}${text.slice(0, -20)}`, [publicKey]).unknown, 1)
  assert.equal(notesIn(`${text}\n${text}\n`, [publicKey]).unknown, 0)
})

test('whoever asks for a proof while one is under way gets the same', async () => {
  const { world } = await withLog(3)

  const [one, two] = await Promise.all([prove(world, true), prove(world, true)])

  assert.equal(one, two)
})

test('a log that was loaded into another cluster goes on in a new epoch, and proves whole with its past', async () => {
  const { world, act } = await withLog(3)
  await act()
  // A new cluster counts from the beginning: here the log stands ahead instead.
  await asSuperuser(
    world,
    `update audit_entry set xid = (xid::text::bigint + 1000000)::text::xid8;
     update audit_head set next_xid = (next_xid::text::bigint + 1000000)::text::xid8, no = 0, seq = 0, hash = decode(repeat('00', 32), 'hex'), edge = '{}';
     update audit_head set next_xid = '0';
     delete from audit_block`,
  )
  const sql = world.sql.as({ role: 'jobs' })
  await asSuperuser(world, `update audit_head set next_xid = '900000'`)

  await beginEpochOfNewCluster(world)
  await act()
  await linked(world)

  const head = await headOf({ sql })
  const proof = await verify(evidenceOf(world), { from: { ...beginning, xidTo: 900_000n } })
  assert.equal(head.epoch, 2)
  assert.deepEqual([proof.ok, proof.problems], [true, []])
})

test('a cluster that counts on begins no epoch', async () => {
  const { world } = await withLog(1)

  await beginEpochOfNewCluster(world)

  assert.equal((await headOf({ sql: world.sql.as({ role: 'jobs' }) })).epoch, 1)
})

test('an exported log proves without any database, and not when a line of it was changed', async () => {
  const { world } = await withLog(3)
  const lines = await exported(world)

  const whole = await verify(exportedEvidence(inTurn(lines)))
  const changed = await verify(exportedEvidence(inTurn(lines.map((line) => line.replace('"n":1', '"n":2')))))
  const shorter = await verify(exportedEvidence(inTurn(lines.slice(0, -1))))

  assert.equal(whole.ok, true)
  assert.equal(whole.checked.entries, lines.filter((line) => line.includes('"entry"')).length)
  assert.equal(changed.problems[0]?.code, 'ENTRY_ALTERED')
  assert.equal(shorter.problems[0]?.code, 'ENTRY_REMOVED')
})

test('a table for people keeps quotes, and makes no formula of what somebody wrote', async () => {
  const { world, act } = await withLog(0)
  await act('=cmd()')
  const rows: string[] = []
  for await (const entry of evidenceOf(world).entries(1, 0n)) rows.push(csvLine(entry))

  assert.match(rows.at(-1)!, /,'=cmd\(\),key\.created,.*"\{""name"":""a \\""quoted\\"", name""\}"$/)
})

test('the operator sees how far the log is, has it proved, and finds who read a token by its hash alone', async () => {
  const { world, owner } = await withLog(1)
  const operator = await operatorOf(world)
  const connection = await aConnection(world, owner)
  const { body } = await call(world, owner.key, 'GET', `/api/connections/${connection.id}/token`)
  const tokenHash = createHash('sha256').update(String(body.access_token)).digest('hex')

  const proof = await operator('POST', '/api/audit/verify', { full: true })
  const status = await operator('GET', '/api/audit/status')
  const found = await operator('GET', `/api/audit/reads?tokenHash=${tokenHash}`)
  const none = await operator('GET', `/api/audit/reads?tokenHash=${'0'.repeat(64)}`)
  const entries = await operator('GET', '/api/audit/entries?action=audit.&limit=2')
  const byKey = await call(world, owner.key, 'GET', '/api/audit/status')

  assert.equal(proof.body.ok, true)
  assert.equal((status.body.lastProof as { ok: boolean }).ok, true)
  assert.deepEqual(
    (found.body.reads as { object: string }[]).map(({ object }) => object),
    [connection.id],
  )
  assert.deepEqual(none.body.reads, [])
  assert.deepEqual(
    (entries.body.entries as { action: string }[]).map(({ action }) => action),
    ['audit.searched', 'audit.searched'],
  )
  assert.equal(byKey.status, 403)
})

test('months past their retention are proved, kept as a file and dropped, and the rest proves from a signed horizon on', async () => {
  const { world, act } = await withLog(4, '2026-01-10T00:00:00Z')
  const later = async (days: number) => {
    world.advance(days * 86_400)
    await makeMonths(world)
    await act()
    await linked(world)
    const months = await prune(world)
    // What the pruning itself told is bound at once, or its block would end in the month of the next step.
    await linked(world)
    return months
  }
  await keepCheckpoint(world)

  const dropped = [await later(40), await later(110), await prune(world), await later(160)]

  const proof = await prove(world, true)
  const archives = await Promise.all(
    (await world.files!.list('audit-archive')).map((name) => world.files!.read(`audit-archive/${name}`)),
  )
  assert.deepEqual(
    dropped.map((months) => months > 0),
    [false, true, false, true],
  )
  assert.deepEqual([proof.ok, proof.problems], [true, []])
  assert.ok(proof.checked.checkpoints >= 1, 'the horizon is signed')
  assert.equal(archives.length, 2)
  for (const bytes of archives) {
    const lines = Buffer.from(bytes!).toString().trim().split('\n')
    const archived = await verify(exportedEvidence(inTurn(lines)))
    assert.ok(archived.ok && archived.checked.entries > 0)
  }
})

test('without a home to keep them in no month is dropped', async () => {
  const { world } = await withLog(2, '2026-01-10T00:00:00Z')
  world.advance(200 * 86_400)
  await makeMonths(world)

  assert.equal(await prune({ ...world, files: null }), 0)
  assert.ok((await prune(world)) > 0)
})

test('nobody drops what is new, and the app’s own role drops nothing', async () => {
  const { world, owner } = await withLog(2)
  const jobs = world.sql.as({ role: 'jobs' })
  const app = world.sql.as({ role: 'app', accountId: owner.accountId })

  await assert.rejects(jobs`select audit_prune(now(), 1, '{}') as gone limit 1`, { code: '22023' })
  await assert.rejects(app`select audit_prune(now() - interval '1 year', 1, '{}') as gone limit 1`, {
    code: '42501',
  })
})

test('a process without a home does not prove the log by itself, as it would begin at the beginning each time', async () => {
  const world = await testWorld()

  const begun = await proveJob.run({ ...world, files: null }, 1_000)
  await world.settled()

  assert.equal(begun, 0)
  assert.equal(provingOf(world).last, null)
})
