import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isFull } from '../faults/support/counts.ts'
import { openLane } from './lane.ts'
import { kindOf, type Outcome } from './simulation.ts'
import { kinds } from './provider.ts'
import { type Situation, situations } from './situations.ts'

const schedules = isFull ? 10_000 : 100
const only = process.env.SEED === undefined ? null : Number(process.env.SEED)
const seeds = only === null ? Array.from({ length: schedules }, (_, index) => index + 1) : [only]

const reached = new Set<Situation>()
// A schedule waits for its database a third of its time.
const lanes = await Promise.all(Array.from({ length: only === null ? 3 : 1 }, openLane))
after(() => Promise.all(lanes.map((lane) => lane.close())))

for (const kind of kinds) {
  const mine = seeds.filter((seed) => kindOf(seed) === kind)
  test(
    `${kind}: ${mine.length} schedules of three processes break no rule`,
    { skip: mine.length === 0 && 'another seed was asked for' },
    async (t) => {
      const failed: Outcome[] = []
      const left = mine.values()
      await Promise.all(
        lanes.map(async (lane) => {
          for (const seed of left) {
            const outcome = await lane.simulate(seed)
            for (const situation of outcome.reached) reached.add(situation)
            if (outcome.breaches.length > 0 || only !== null) failed.push(outcome)
          }
        }),
      )
      for (const outcome of failed.slice(0, 1)) t.diagnostic(storyOf(outcome))
      assert.deepEqual(
        failed
          .filter(({ breaches }) => breaches.length > 0)
          .map(({ seed, breaches }) => `SEED=${seed}: ${breaches[0]!.rule}: ${breaches[0]!.words}`),
        [],
      )
    },
  )
}

/** In less than one of thirty schedules, so that a hundred may go without; all of ten thousand may not. */
const rare: readonly Situation[] = ['revived', 'late save', 'adopted', 'older token tried']

test(
  'the schedules went through every situation that the rules are about',
  { skip: only !== null && 'one seed goes through few' },
  () =>
    assert.deepEqual(
      situations.filter((situation) => !reached.has(situation) && (isFull || !rare.includes(situation))),
      [],
    ),
)

const storyOf = ({ seed, kind, story, breaches }: Outcome): string =>
  [
    `SEED=${seed} (${kind})`,
    ...story,
    ...breaches.map(({ rule, step, words }) => `BROKEN at ${step}: ${rule}: ${words}`),
  ].join('\n')
