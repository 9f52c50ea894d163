import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, connect, readPatiently } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { type Server, startFleet } from './support/fleet.ts'
import { bringTo, failpointFor, type Point, points } from './support/points.ts'
import { assertLostInFlight, assertNoneUsedTwice, assertTaken } from './support/provider-view.ts'
import { type Kind, kinds, providerIdOf } from './support/providers.ts'
import { seeded } from './support/seeded.ts'
import { expire } from './support/tampering.ts'

/** From the start of the process to the last reader's answer, milliseconds. */
const backAfter: number[] = []
after(() => {
  const [median, longest] = [0.5, 1].map(
    (share) => backAfter.sort((a, b) => a - b)[Math.ceil(backAfter.length * share) - 1],
  )
  console.log(
    `kill: ${backAfter.length} restarts; readers answered after a median of ${Math.round(median!)} ms, at most ${Math.round(longest!)} ms`,
  )
})

const seeds = counted({ full: 20, sample: 2 })
// Once the process is up, which on a busy machine takes its time.
const backWithinMilliseconds = 5_000

const fleet = await startFleet()
const other = await fleet.start()

/** Where nobody restarts: others take over when the claim has ended, here after 7 s instead of 70. */
const scale = 0.1
const hasty = await startFleet({ deadlineScale: scale })
const survivor = await hasty.start()

for (const point of points) {
  test(`killed at ${point.name}, a restart brings a fresh token or says what was lost`, async () => {
    // The first seed is always a strict provider, the others are drawn; two at a time, never two on one stand-in.
    for (let seed = 1; seed <= seeds; seed += 2) {
      const drawn = seeded(seed * 1_000 + points.indexOf(point))
      await Promise.all([
        killedAt(point, seed, 'strict'),
        killedAt(point, seed + 1, drawn.pick(kinds.filter((kind) => kind !== 'strict'))),
      ])
    }
  })
}

test(
  'killed and never restarted, another host takes over when the claim has ended',
  { concurrency: true },
  async (t) => {
    const cases = points.flatMap((point) => kinds.map((kind) => ({ point, kind })))
    const drawn = seeded(1)
    const some = (['strict', 'reuse', 'grace'] as const).map((kind) => ({ kind, point: drawn.pick(points) }))
    const chosen = counted({ full: cases, sample: some })
    await Promise.all(
      Map.groupBy(chosen, ({ kind }) => kind)
        .values()
        .map(async (those) => {
          for (const { point, kind } of those)
            await t.test(`${point.name}, ${kind}`, () => killedForGood(point, kind))
        }),
    )
  },
)

/** Its answer went with the server, and the provider does not give it again. */
const isLost = ({ sent, kept }: Point, kind: Kind): boolean =>
  sent && !kept && !['grace', 'steady'].includes(kind)

async function killedForGood(point: Point, kind: Kind): Promise<void> {
  const standIn = hasty.standIns[kind]
  const athlete = standIn.people.add().id
  const about = { provider: providerIdOf(kind), userId: `for good at ${point.name}, ${kind}`, athlete }
  const { id } = await connect(survivor, about)
  await expire(hasty.superUrl, id)
  standIn.expire({ athleteId: athlete })
  const server = await hasty.start(failpointFor(point, 'kill'))
  await bringTo(point, 'kill', server, { standIn, athlete }, () => void readAll(server, id, 1))

  const answer = await readPatiently(survivor, id, { scale })

  if (isLost(point, kind)) assertLostInFlight(answer, about.userId)
  else assertTaken(answer, standIn, about.userId)
}

async function killedAt(point: Point, seed: number, kind: Kind): Promise<void> {
  const name = `${point.name}, seed ${seed}, ${kind}`
  const drawn = seeded(seed)
  const standIn = fleet.standIns[kind]
  const athlete = standIn.people.add().id
  const { id } = await connect(other, { provider: providerIdOf(kind), userId: name, athlete })
  await expire(fleet.superUrl, id)
  standIn.expire({ athleteId: athlete })
  const server = await fleet.start(failpointFor(point, 'kill'))
  const readers = drawn.between(1, 20)
  await bringTo(point, 'kill', server, { standIn, athlete }, () => void readAll(server, id, readers))
  // Readers of another host may wait since before the restart.
  const early = readAll(other, id, drawn.between(0, 5))

  const restartedAt = performance.now()
  const again = await fleet.start({ home: server.home })
  const upAt = performance.now()
  const late = await readAll(drawn.pick([again, other]), id, drawn.between(1, 10))
  const tookMilliseconds = performance.now() - upAt
  backAfter.push(performance.now() - restartedAt)

  for (const answer of [...late, ...(await early)]) {
    if (isLost(point, kind)) assertLostInFlight(answer, name)
    else assertTaken(answer, standIn, name)
  }
  if (kind !== 'grace' && kind !== 'steady') assertNoneUsedTwice(standIn, name)
  assert.ok(tookMilliseconds < backWithinMilliseconds, `${name}: ${Math.round(tookMilliseconds)} ms`)
  await again.kill()
}

const failed: Answer = { status: 0, body: {}, retryAfter: null }

/** Whoever is told to come again, as by a machine that was held still, does. */
const readAll = (server: Server, id: string, readers: number): Promise<Answer[]> =>
  Promise.all(Array.from({ length: readers }, () => readPatiently(server, id).catch(() => failed)))
