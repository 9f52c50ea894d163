import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, call, connect, readToken } from './support/calls.ts'
import { isFull } from './support/counts.ts'
import { type Server, startFleet } from './support/fleet.ts'
import { bringTo, failpointFor, type Point, points } from './support/points.ts'
import { assertLostInFlight, assertNoneUsedTwice, assertTaken } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { asSuperuser, expire } from './support/tampering.ts'

// The real deadlines: the call ends after 28 s, its claim after 40 s, others take over 30 s later.
const scale = isFull ? 1 : 0.2
const slowMilliseconds = 24_000 * scale
const pausedMilliseconds = 70_000 * scale
const readers = 50
// Those whose refresh tokens are good for one use.
const onceOnly = ['strict', 'reuse'] as const
type OnceOnly = (typeof onceOnly)[number]

const fleet = await startFleet({ deadlineScale: scale })
await asSuperuser(fleet.superUrl, `do $$ begin execute format('alter database %I set idle_in_transaction_session_timeout = ${30_000 * scale}', current_database()); end $$`)
const other = await fleet.start()

for (const kind of onceOnly) {
  test(`a ${kind} provider that takes 24 s is called once, and every reader waits for its answer`, async () => {
    const standIn = fleet.standIns[kind]
    const { id } = await connect(other, { provider: providerIdOf(kind), userId: `slow-${kind}` })
    await expire(fleet.superUrl, id)
    const before = standIn.calls.to('token').length
    const server = await fleet.start()
    standIn.settings.latencyMilliseconds = slowMilliseconds

    const answers = await Promise.all(Array.from({ length: readers }, (_, index) => readToken(index % 2 === 0 ? server : other, id)))

    standIn.settings.latencyMilliseconds = 0
    for (const answer of answers) assertTaken(answer, standIn, kind)
    assert.equal(new Set(answers.map(({ body }) => body.access_token)).size, 1)
    assert.equal(standIn.calls.to('token').length - before, 1)
    assertNoneUsedTwice(standIn, kind)
    await server.kill()
  })
}

test('a process paused for 70 s in its refresh spends nothing twice and overwrites nothing', { concurrency: true }, async (t) => {
  const cases = points.flatMap((point) => onceOnly.map((kind) => ({ point, kind })))
  await Promise.all(cases.map(({ point, kind }) => t.test(`at ${point.name}, ${kind}`, () => pausedAt(point, kind))))
})

async function pausedAt(point: Point, kind: OnceOnly): Promise<void> {
  const name = `paused at ${point.name}, ${kind}`
  const standIn = fleet.standIns[kind]
  const { id } = await connect(other, { provider: providerIdOf(kind), userId: name, athlete: standIn.people.add().id })
  await expire(fleet.superUrl, id)
  const server = await fleet.start(failpointFor(point, 'stop'))
  let begun: Promise<Answer> | undefined
  await bringTo(point, 'stop', server, standIn, () => void (begun = readToken(server, id)))

  const [meanwhile] = await Promise.all([readPatiently(other, id), pause(pausedMilliseconds)])
  const shownBefore = await shownGeneration(id)
  server.resume()
  await begun

  const after = [await readToken(server, id), await readToken(other, id)]
  assert.ok((await shownGeneration(id)) >= shownBefore, name)
  assertNoneUsedTwice(standIn, name)
  if (meanwhile.status === 200) assertTaken(meanwhile, standIn, `${name}, while it was paused`)
  for (const answer of after) {
    if (answer.status === 200) assertTaken(answer, standIn, name)
    else assertLostInFlight(answer, name)
  }
  // The refresh token behind it lives too.
  if (after[0]!.status === 200) assert.equal((await call(other, 'POST', `/api/connections/${id}/refresh`)).status, 200, name)
  await server.kill()
}

/** Comes again as often as it is told to, until there is a token or a reason, or the pause is over. */
async function readPatiently(server: Server, id: string): Promise<Answer> {
  const patientUntil = performance.now() + pausedMilliseconds * 1.5
  for (;;) {
    const answer = await readToken(server, id)
    if (answer.status !== 503 || performance.now() > patientUntil) return answer
    assert.ok(answer.retryAfter, JSON.stringify(answer.body))
    await pause(Math.min(1_000, answer.retryAfter * 1_000 * scale))
  }
}

async function shownGeneration(id: string): Promise<number> {
  const [row] = await asSuperuser<{ generation: string }>(fleet.superUrl, 'select generation from connections where id = $1', [id])
  return Number(row!.generation)
}
