import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, call, connect, readPatiently, readToken } from './support/calls.ts'
import { isFull } from './support/counts.ts'
import { startFleet } from './support/fleet.ts'
import { bringTo, failpointFor, points } from './support/points.ts'
import { assertLostInFlight, assertNoneUsedTwice, assertTaken, refreshesOf } from './support/provider-view.ts'
import { providerIdOf } from './support/providers.ts'
import { asSuperuser, expire } from './support/tampering.ts'
import { until } from './support/until.ts'

// The real deadlines: the call ends after 28 s, its claim after 40 s, others take over 30 s later.
const scale = isFull ? 1 : 0.2
const slowMilliseconds = 24_000 * scale
const pausedMilliseconds = 70_000 * scale
const patience = { forMilliseconds: pausedMilliseconds * 1.5, scale }
const readers = 50
// Those whose refresh tokens are good for one use.
const onceOnly = ['strict', 'reuse'] as const
type OnceOnly = (typeof onceOnly)[number]

// Where a pause does most harm; all points and kinds in the long form.
const sample = [
  'strict call.work_done',
  'strict save.before_commit',
  'reuse claim.committed',
  'reuse save.sealed',
  'grace save.sealed',
]
const pauses = points
  .flatMap((point) => (['strict', 'reuse', 'grace'] as const).map((kind) => ({ point, kind })))
  .filter(({ point, kind }) => isFull || sample.includes(`${kind} ${point.name}`))
type Pause = (typeof pauses)[number]

const fleet = await startFleet({ deadlineScale: scale })
await asSuperuser(
  fleet.superUrl,
  `do $$ begin execute format('alter database %I set idle_in_transaction_session_timeout = ${30_000 * scale}', current_database()); end $$`,
)
const other = await fleet.start()

// More servers at once would want more connections than the cluster has.
test('slow and paused', { concurrency: 5 }, async (t) => {
  await Promise.all([
    ...onceOnly.map((kind) =>
      t.test(`a ${kind} provider that takes 24 s is called once, and every reader waits for its answer`, () =>
        readSlowly(kind),
      ),
    ),
    ...pauses.map(({ point, kind }) =>
      t.test(
        `a process paused for 70 s at ${point.name}, ${kind}, spends nothing twice and overwrites nothing`,
        () => pausedAt({ point, kind }),
      ),
    ),
    t.test('a token of a family in doubt is not presented again while the access token lives', () =>
      inDoubt(),
    ),
    t.test('a refusal that a paused process hears late destroys nothing', () => refusedLate()),
  ])
})

async function readSlowly(kind: OnceOnly): Promise<void> {
  const standIn = fleet.standIns[kind]
  const athlete = standIn.people.add().id
  const { id } = await connect(other, { provider: providerIdOf(kind), userId: `slow-${kind}`, athlete })
  await expire(fleet.superUrl, id)
  const server = await fleet.start()
  standIn.faults.push({
    on: 'token',
    kind: 'slow',
    latencyMilliseconds: slowMilliseconds,
    grantType: 'refresh_token',
    athleteId: athlete,
  })

  const answers = await Promise.all(
    Array.from({ length: readers }, (_, index) => readToken(index % 2 === 0 ? server : other, id)),
  )

  for (const answer of answers) assertTaken(answer, standIn, kind)
  assert.equal(new Set(answers.map(({ body }) => body.access_token)).size, 1)
  assert.equal(refreshesOf(standIn, athlete), 1)
  await server.kill()
}

/** Where reuse kills the grant, the last try of the one who took over did that, and the late answer with it. */
const outcomeOf = ({ point, kind }: Pause): 'token' | 'lost' =>
  point.sent && !point.kept && kind === 'reuse' ? 'lost' : 'token'

async function pausedAt({ point, kind }: Pause): Promise<void> {
  const name = `paused at ${point.name}, ${kind}`
  const standIn = fleet.standIns[kind]
  const athlete = standIn.people.add().id
  const { id } = await connect(other, { provider: providerIdOf(kind), userId: name, athlete })
  await expire(fleet.superUrl, id)
  const server = await fleet.start(failpointFor(point, 'stop'))
  let begun: Promise<Answer> | undefined
  await bringTo(point, 'stop', server, { standIn, athlete }, () => void (begun = readToken(server, id)))

  const [meanwhile] = await Promise.all([readPatiently(other, id, patience), pause(pausedMilliseconds)])
  const shownBefore = await shownGeneration(id)
  server.resume()
  await begun
  if (point.sent) await until('the late answer in the journal', () => isJournalled(id, firstRefresh))

  const after = [await readPatiently(server, id, patience), await readPatiently(other, id, patience)]
  assert.ok((await shownGeneration(id)) >= shownBefore, name)
  if (kind !== 'grace') assertNoneUsedTwice(standIn, name)
  if (meanwhile.status === 200 && meanwhile.body.access_token !== after[0]!.body.access_token)
    assert.fail(`${name}: the late writer took the place of what was read meanwhile`)
  for (const answer of after) {
    if (outcomeOf({ point, kind }) === 'token') assertTaken(answer, standIn, name)
    else assertLostInFlight(answer, name)
  }
  // The refresh token behind it lives too.
  if (after[0]!.status === 200)
    assert.equal((await call(other, 'POST', `/api/connections/${id}/refresh`)).status, 200, name)
  await server.kill()
}

async function inDoubt(): Promise<void> {
  const standIn = fleet.standIns.reuse
  const athlete = standIn.people.add().id
  const { id } = await connect(other, { provider: providerIdOf('reuse'), userId: 'in doubt', athlete })
  const server = await fleet.start({ failpoint: 'call.answered:stop' })
  const begun = call(server, 'POST', `/api/connections/${id}/refresh`)
  await server.stopped()
  await pause(pausedMilliseconds)

  // Longer than the token lives: it would be refreshed if that could be done.
  const meanwhile = await call(other, 'POST', `/api/connections/${id}/refresh`)
  const read = await readToken(other, id)
  const refreshes = refreshesOf(standIn, athlete)
  server.resume()
  await begun
  // Its own request may be told to come again before the late answer is saved.
  const after = await until('the late token', async () => {
    const answer = await readToken(server, id)
    return answer.body.access_token !== read.body.access_token && answer
  })

  assert.equal(meanwhile.status, 503, JSON.stringify(meanwhile.body))
  assert.equal(read.status, 200)
  assert.equal(refreshes, 1)
  assertTaken(after, standIn, 'in doubt')
  await server.kill()
}

async function refusedLate(): Promise<void> {
  const standIn = fleet.standIns.strict
  const athlete = standIn.people.add().id
  const { id } = await connect(other, { provider: providerIdOf('strict'), userId: 'refused late', athlete })
  await expire(fleet.superUrl, id)
  const server = await fleet.start()
  const faultId = standIn.faults.push({ on: 'token', kind: 'hold', athleteId: athlete })
  const begun = readToken(server, id)
  await until('the held call', () => standIn.calls.all().find(({ fault }) => fault?.id === faultId))
  await server.pause()

  const [meanwhile] = await Promise.all([readPatiently(other, id, patience), pause(pausedMilliseconds)])
  standIn.held.release(faultId)
  const late = await until('the refusal', () =>
    standIn.calls.all().find(({ fault, delivery }) => fault?.id === faultId && delivery !== 'pending'),
  )
  server.resume()
  await begun
  await until('the refusal in the log', () => isTold(id, 'token.refresh_failed'))
  const after = [await readPatiently(server, id, patience), await readPatiently(other, id, patience)]

  assert.equal(late.outcome, 'refused: superseded')
  for (const answer of [meanwhile, ...after]) assertTaken(answer, standIn, 'refused late')
  await server.kill()
}

/** The generation that the first refresh of a connection reserves. */
const firstRefresh = 2

async function isJournalled(id: string, generation: number): Promise<boolean> {
  const text = 'select 1 from token_version where connection_id = $1 and generation = $2'
  return (await asSuperuser(fleet.superUrl, text, [id, generation])).length === 1
}

async function isTold(id: string, action: string): Promise<boolean> {
  const text = 'select 1 from audit_entry where object = $1 and action = $2'
  return (await asSuperuser(fleet.superUrl, text, [id, action])).length > 0
}

async function shownGeneration(id: string): Promise<number> {
  const [row] = await asSuperuser<{ generation: string }>(
    fleet.superUrl,
    'select generation from connections where id = $1',
    [id],
  )
  return Number(row!.generation)
}
