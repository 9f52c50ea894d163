import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg from 'pg'
import { linked } from '../../../../tests/support/linked.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { type Change, type Sink, SinkTrouble } from '../../../kit/sink.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { deploymentState } from '../log/store.ts'
import { record } from '../log/record.ts'
import { headOf } from '../proof/store.ts'
import { carry } from './carry.ts'
import { shownSink } from './shown.ts'

interface Line {
  seq: string
  action: string
  actor: string
  detail: string | null
}

/** A sink that remembers what it took, and does what a test tells it to. */
interface FakeSink extends Sink {
  taken: Line[]
  writes: number
  act: (signal: AbortSignal) => Promise<Change | null>
}

function aSink(): FakeSink {
  const sink: FakeSink = {
    taken: [],
    writes: 0,
    act: () => Promise.resolve(null),
    close: () => Promise.resolve(),
    async write(lines, signal) {
      sink.writes += 1
      const change = await sink.act(signal)
      sink.taken.push(...lines.map((line) => JSON.parse(line) as Line))
      return change
    },
  }
  return sink
}

const refuses = (code: string) => () => Promise.reject(new SinkTrouble(code))

/** The next write ends when the test says so. @returns what resolves once it has begun */
function holdsUp(sink: FakeSink, until: Promise<null>): Promise<void> {
  const begun = Promise.withResolvers<void>()
  sink.act = () => {
    begun.resolve()
    return until
  }
  return begun.promise
}

async function aStage(beside?: TestWorld): Promise<{ world: TestWorld; sink: FakeSink }> {
  const sink = aSink()
  const world = await testWorld({
    sink,
    environment: { AUDIT_SINK: 'file:/var/log/keyhold.jsonl' },
    ...(beside && { beside }),
  })
  await tick(world)
  return { world, sink }
}

/** What the driver does each second. */
async function tick(world: TestWorld): Promise<void> {
  await linked(world)
  await carry(world)
  await world.settled()
}

async function happens(world: World, ...actors: string[]): Promise<void> {
  const { homeAccountId } = await deploymentState(as(world, { role: 'jobs' }))
  for (const id of actors)
    await transaction(as(world, { role: 'app', accountId: homeAccountId }), (world) =>
      record(world, { action: 'audit.verified', accountId: homeAccountId, actor: { kind: 'job', id } }),
    )
}

const actorsOf = ({ taken }: FakeSink): string[] =>
  taken.filter(({ action }) => action === 'audit.verified').map(({ actor }) => actor)
const sinkEvents = ({ taken }: FakeSink) =>
  taken
    .filter(({ action }) => action.startsWith('audit.sink_'))
    .map(({ action, detail }) => `${action} ${detail}`)
const jobsOf = (world: World) => as(world, { role: 'jobs' })

test('each bound entry is taken once, in order, under its number in the log', async () => {
  const { world, sink } = await aStage()

  await happens(world, 'a', 'b')
  world.advance(21)
  await carry(world)
  await world.settled()
  const unbound = actorsOf(sink)
  await tick(world)
  await happens(world, 'c')
  await tick(world)
  await tick(world)

  const { seq } = await headOf(jobsOf(world))
  assert.deepEqual([unbound, actorsOf(sink)], [[], ['a', 'b', 'c']])
  assert.equal(sink.taken.at(-1)!.seq, seq)
})

test('more than fits into one write goes on where it ended', async () => {
  const { world, sink } = await aStage()
  const { homeAccountId } = await deploymentState(jobsOf(world))
  const many = Array.from({ length: 300 }, (_, index) => String(index))

  await transaction(as(world, { role: 'app', accountId: homeAccountId }), async (world) => {
    for (const id of many)
      await record(world, { action: 'audit.verified', accountId: homeAccountId, actor: { kind: 'job', id } })
  })
  await tick(world)

  const numbers = sink.taken.map(({ seq }) => Number(seq))
  assert.deepEqual(actorsOf(sink), many)
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => numbers[0]! + index),
  )
})

test('what was written by a process that died before it noted so is sent again under the same numbers', async () => {
  const { world, sink } = await aStage()
  const next = await aStage(world)
  await happens(world, 'a')
  world.atPoint('sink.written', () => {
    throw new Error('killed')
  })

  await tick(world)
  await tick(next.world)

  assert.deepEqual(actorsOf(sink), ['a'])
  assert.deepEqual(next.sink.taken, sink.taken)
})

test('a sink that fails is told once in the log and by the status, and takes all when it is back', async () => {
  const { world, sink } = await aStage()
  sink.act = refuses('ENOSPC')
  await happens(world, 'a')

  for (let round = 0; round < 3; round++) {
    await tick(world)
    world.advance(60)
  }
  const failing = await shownSink(jobsOf(world))
  sink.act = () => Promise.resolve(null)
  await tick(world)
  await tick(world)

  assert.deepEqual(
    [failing?.reason, failing?.to, Number(failing?.behind) > 0],
    ['ENOSPC', 'file:/var/log/keyhold.jsonl', true],
  )
  assert.deepEqual(actorsOf(sink), ['a'])
  assert.match(
    sinkEvents(sink).join('\n'),
    /^audit.sink_failed \{"to":"file","reason":"ENOSPC"\}\naudit.sink_recovered .+$/,
  )
  assert.equal((await shownSink(jobsOf(world)))?.failingSince, null)
})

test('a sink with nothing to take is looked at all the same, so that its loss is told', async () => {
  const { world, sink } = await aStage()
  await tick(world)
  const before = sink.writes

  sink.act = refuses('ECONNREFUSED')
  await tick(world)
  const tooSoon = sink.writes
  world.advance(21)
  await tick(world)

  assert.equal(tooSoon, before)
  assert.equal((await shownSink(jobsOf(world)))?.reason, 'ECONNREFUSED')
})

test('a sink that hangs holds up no job and no entry, is told, and gets no second write beside the first', async () => {
  const { world, sink } = await aStage()
  const patience = Promise.withResolvers<void>()
  const hurried = { ...world, wait: () => patience.promise }
  const begun = holdsUp(sink, new Promise(() => undefined))
  await happens(world, 'a')
  await linked(world)

  await carry(hurried)
  await begun
  const counts = await world.app.runDue({ budgetMilliseconds: 1000 })
  await happens(world, 'b')
  await linked(world)
  patience.resolve()
  await world.settled()
  const told = await shownSink(jobsOf(world))
  world.advance(60)
  await carry(hurried)
  await world.settled()

  assert.ok('webhooks.follow' in counts, 'jobs of later parts ran beside it')
  assert.equal(told?.reason, 'timed_out')
  assert.equal(sink.writes, 2)
})

test('the file that was taken away is told', async () => {
  const { world, sink } = await aStage()
  sink.act = () => Promise.resolve('deleted')
  await happens(world, 'a')

  await tick(world)
  sink.act = () => Promise.resolve(null)
  await tick(world)

  assert.deepEqual(sinkEvents(sink), ['audit.sink_replaced {"to":"file","change":"deleted"}'])
})

test('one process writes at a time, and the late word of one that was given up moves nothing', async () => {
  const { world, sink } = await aStage()
  const other = await aStage(world)
  const slow = Promise.withResolvers<null>()
  const begun = holdsUp(sink, slow.promise)
  await happens(world, 'a')
  await linked(world)

  await carry(world)
  await begun
  await tick(other.world)
  const meanwhile = actorsOf(other.sink)
  world.advance(21)
  await happens(world, 'b')
  await tick(other.world)
  const { entries } = (await shownSink(jobsOf(world)))!
  slow.resolve(null)
  await world.settled()

  assert.deepEqual([meanwhile, actorsOf(other.sink)], [[], ['a', 'b']])
  assert.equal((await shownSink(jobsOf(world)))!.entries, entries)
})

test('what the retention dropped before it was taken is counted and told', async () => {
  const { world, sink } = await aStage()
  sink.act = refuses('ENOSPC')
  await happens(world, 'a', 'b')
  await tick(world)
  await dropAll(world)

  sink.act = () => Promise.resolve(null)
  world.advance(60)
  await tick(world)
  await tick(world)

  assert.deepEqual(actorsOf(sink), [])
  assert.match(sinkEvents(sink).join('\n'), /audit.sink_skipped \{"to":"file","entries":\d+\}/)
})

/** As a prune leaves it, but for the rows. */
async function dropAll(world: TestWorld): Promise<void> {
  const owner = new pg.Client({ connectionString: world.ownerUrl })
  await owner.connect()
  await owner.query(
    'insert into audit_horizon (no, epoch, xid_to, seq, hash, edge, at) select no, epoch, next_xid, seq, hash, edge, now() from audit_head',
  )
  await owner.end()
}
