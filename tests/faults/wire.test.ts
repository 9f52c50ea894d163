import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { call, connect, readPatiently, readToken } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { ownDatabase, startFleet } from './support/fleet.ts'
import { assertAllThere, assertOnlyPassing, startWriting } from './support/ledger.ts'
import { assertTaken } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { seeded } from './support/seeded.ts'
import { until } from './support/until.ts'
import { layWire, overWire, socketOf } from './support/wire.ts'

const rounds = counted({ full: 30, sample: 3 })

const database = await ownDatabase()
const wire = await layWire(socketOf(database.url))
const fleet = await startFleet({ database: { ...database, url: overWire(database.url, wire) } })
after(() => wire.close())
const server = await fleet.start()
const { steady } = fleet.standIns
const connected = async (userId: string): Promise<string> =>
  (await connect(server, { provider: providerIdOf('steady'), userId, athlete: steady.people.add().id })).id

test('a database behind a slow wire that brings everything in small pieces is only slower', async () => {
  wire.manners = { latencyMilliseconds: 2, pieceBytes: 200 }
  const writing = startWriting({ servers: () => [server], name: 'slow wire' })

  await writing.more(counted({ full: 500, sample: 30 }))
  await writing.stop()

  wire.manners = { latencyMilliseconds: 0, pieceBytes: Infinity }
  assert.deepEqual([...writing.refusals], [])
  await assertAllThere(fleet.superUrl, writing)
})

// Turns red when an answer to COMMIT that never came is told as a mistake of ours (`explain` of the pipeline).
test('connections that end by RST at any moment cost nobody an answer that does not say to come again', async () => {
  const id = await connected('reset')
  const writing = startWriting({ servers: () => [server], name: 'reset' })
  const drawn = seeded(4)

  for (let round = 0; round < rounds; round += 1) {
    await writing.more(drawn.between(5, 40))
    assert.ok(wire.reset() > 0)
  }
  await writing.stop()

  assertOnlyPassing(writing)
  assert.equal(writing.refusals.get(0) ?? 0, 0)
  await assertAllThere(fleet.superUrl, writing)
  assertTaken(await readPatiently(server, id), steady, 'after the resets')
})

// Turns red when nobody asks a silent database whether it is there (`Silence`): each request then tries for itself.
test('a wire that goes silent is told as 503 by every request while it lasts, and all is served over again', async () => {
  const [hot, cold] = [await connected('hot'), await connected('cold')]
  await readToken(server, hot)
  const opened = wire.count()
  const write = (name: string) => call(server, 'POST', '/api/keys', { asOperator: true, body: { name } })

  wire.cut()
  const [live, ready, ...first] = await Promise.all([
    fetch(`${server.url}/livez`),
    fetch(`${server.url}/readyz`),
    readToken(server, hot),
    readToken(server, cold),
    write('cut off'),
  ])
  await until('the end of the old connections', () => wire.count() < opened)
  const before = wire.accepted()
  const later = await Promise.all(Array.from({ length: 30 }, (_, index) => write(`cut off ${index}`)))
  const tried = wire.accepted() - before
  wire.mend()
  await until('readiness', async () => (await fetch(`${server.url}/readyz`)).status === 200)

  assert.deepEqual([live.status, ready.status], [200, 503])
  for (const { status, retryAfter, body } of [...first, ...later])
    assert.ok(status === 503 && retryAfter, JSON.stringify(body))
  assert.ok(tried < 10, `${tried} connections were tried for 30 requests`)
  for (const id of [hot, cold]) assertTaken(await readPatiently(server, id), steady, 'after the cut')
})
