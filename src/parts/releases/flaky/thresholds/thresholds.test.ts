import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { z } from 'zod'
import { testWorld } from '../../../../../tests/support/world.ts'
import { as } from '../../../../kit/world.ts'
import { aCi, type Ci, get, idOf, run, send, testOf, testsOf } from '../flaky.fixture.ts'
import { defaultThresholds } from '../verdicts/thresholds.ts'
import type { shownPreview } from './routes.ts'

interface Settings {
  repository: string
  thresholds: Record<string, number>
  defaults: Record<string, number>
  autoQuarantine: boolean
  quarantineDays: number
  own: object
}

const settingsOf = async (ci: Ci, query = '') =>
  (await get<Settings>(ci, `/internal/tests/settings?${query}`)).body
const put = (ci: Ci, settings: object) => send<Settings>(ci, 'PUT', '/internal/tests/settings', settings)
const preview = (ci: Ci, body: object) =>
  send<z.output<typeof shownPreview>>(ci, 'POST', '/internal/tests/preview', body)

/** One of its tests is flaky by a single commit, one suspect, and two never failed. */
async function aRepository(): Promise<Ci> {
  const ci = await aCi(await testWorld())
  for (let commit = 0; commit < 8; commit++)
    await run(ci, { once: commit === 6 ? 'fp' : 'p', suspicious: commit === 5 ? 'f' : 'p', clean: 'p' })
  await run(ci, { late: 'p' })
  return ci
}

/** So short that a single commit is soon out of it. */
const shortWindow = { windowRuns: 10, windowLeastRuns: 0 }

/** Two more that are flaky: what shows it of the first is no longer in the window. */
async function remembered(ci: Ci): Promise<void> {
  for (let commit = 0; commit < 20; commit++)
    await run(ci, { old: commit === 8 ? 'fp' : 'p', late: commit === 18 ? 'fp' : 'p' })
}

/** The judge has been. */
async function settled(ci: Ci): Promise<void> {
  ci.world.advance(10)
  await ci.world.app.runDue({ budgetMilliseconds: 5000 })
}

const verdictsIn = async (ci: Ci): Promise<Map<string, string>> =>
  new Map((await testsOf(ci)).map(({ title, verdict }) => [title, verdict]))

describe('what decides about tests', () => {
  test('is as by default until a repository sets it, and again for what it leaves out', async () => {
    const ci = await aRepository()
    const before = await settingsOf(ci)
    await put(ci, { thresholds: { minimumGroups: 9 }, autoQuarantine: true })
    const between = await settingsOf(ci)

    await put(ci, { quarantineDays: 14 })

    const after = await settingsOf(ci)
    assert.deepEqual(
      [before.thresholds, before.autoQuarantine, before.quarantineDays],
      [{ ...defaultThresholds }, false, 30],
    )
    assert.deepEqual(
      [between.thresholds.minimumGroups, between.autoQuarantine, between.quarantineDays],
      [9, true, 30],
    )
    assert.deepEqual(
      [after.thresholds.minimumGroups, after.autoQuarantine, after.quarantineDays],
      [5, false, 14],
    )
    assert.deepEqual([between.defaults, after.defaults], [before.thresholds, before.thresholds])
    assert.deepEqual(after.own, { quarantineDays: 14 })
  })

  for (const [what, settings] of [
    ['a threshold that there is not', { thresholds: { kindness: 1 } }],
    ['a share above 1', { thresholds: { flakyProbability: 1.5 } }],
    ['no day of review', { quarantineDays: 0 }],
    ['a member that there is not', { emergency: true }],
  ] as const)
    test(`is refused with 400 for ${what}`, async () => {
      const ci = await aRepository()

      const { status } = await put(ci, settings)

      assert.equal(status, 400)
    })

  test('is of each repository by itself', async () => {
    const ci = await aRepository()
    await run(ci, { signs: 'p' }, { repository: 'acme/app' })

    await put(ci, { repository: 'acme/app', quarantineDays: 3 })

    const days = [await settingsOf(ci, 'repository=acme/app'), await settingsOf(ci)].map(
      ({ quarantineDays }) => quarantineDays,
    )
    assert.deepEqual(days, [3, 30])
  })
})

describe('the preview of thresholds', () => {
  test('F10: tells who would flip, from what to what and why, and how many that never failed', async () => {
    const ci = await aRepository()

    const { status, body } = await preview(ci, { thresholds: { minimumDivergent: 2, minimumGroups: 1 } })

    assert.equal(status, 200)
    assert.deepEqual(
      body.flips.map(({ title, from, to }) => [title, from, to]),
      [['Login › once', 'flaky', 'suspect']],
    )
    assert.ok(body.flips[0]!.reasons.length > 0)
    assert.deepEqual([body.flipCount, body.looked, body.cleanFlips], [1, 2, { healthy: 1, unknown: 0 }])
  })

  test('F10: names the repository whose tests they are, also where nobody else did', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { signs: 'p' }, { repository: 'acme/app' })

    const { body } = await preview(ci, { thresholds: { minimumGroups: 8 } })

    assert.equal(body.repository, 'acme/app')
  })

  test('F10: changes nothing', async () => {
    const ci = await aRepository()
    const before = [await testsOf(ci), await settingsOf(ci)]

    await preview(ci, { thresholds: { minimumDivergent: 2 } })

    assert.deepEqual([await testsOf(ci), await settingsOf(ci)], before)
  })

  test('F10: of the thresholds as they are tells of nobody', async () => {
    const ci = await aRepository()

    const { body } = await preview(ci, { thresholds: {} })

    assert.deepEqual([body.flips, body.cleanFlips], [[], { healthy: 0, unknown: 0 }])
  })

  test('F10: is what happens within seconds when they are saved, one after another and back again', async () => {
    const ci = await aRepository()
    await put(ci, { thresholds: shortWindow })
    await settled(ci)
    await remembered(ci)
    let flips = 0
    for (const thresholds of [
      { ...shortWindow, minimumDivergent: 2 },
      { ...shortWindow, flakyProbability: 0.95 },
      shortWindow,
      { ...shortWindow, suspectIsolated: 3, suspectProbability: 1 },
      { ...shortWindow, quietHours: 0 },
      { ...shortWindow, minimumGroups: 12 },
      { windowRuns: 40 },
      {},
    ]) {
      const before = await verdictsIn(ci)
      const { body } = await preview(ci, { thresholds })
      await put(ci, { thresholds })
      await settled(ci)
      const after = await verdictsIn(ci)

      const changed = [...after].filter(([title, verdict]) => verdict !== before.get(title))
      const told = new Map(body.flips.map(({ title, from, to }) => [title, [from, to]]))
      const clean = changed.filter(([title]) => !told.has(title)).map(([, verdict]) => verdict)
      for (const [title, [from, to]] of told)
        assert.deepEqual([before.get(title), after.get(title)], [from, to])
      assert.deepEqual(
        {
          healthy: clean.filter((to) => to === 'healthy').length,
          unknown: clean.filter((to) => to === 'unknown').length,
        },
        body.cleanFlips,
      )
      assert.equal(clean.length, body.cleanFlips.healthy + body.cleanFlips.unknown)
      flips += told.size
    }

    assert.ok(flips >= 4)
  })

  test('F10: is what happens also where a verdict waited that waits no longer by the hours that are saved', async () => {
    const ci = await aCi(await testWorld())
    for (const outcome of ['p', 'p', 'p', 'p', 'p', 'p', 'ff', 'ff', 'ff']) await run(ci, { signs: outcome })
    ci.world.advance(5 * 3600)
    const before = await verdictsIn(ci)

    const { body } = await preview(ci, { thresholds: { quietHours: 2 } })

    await put(ci, { thresholds: { quietHours: 2 } })
    await settled(ci)
    assert.deepEqual([...before.values(), ...(await verdictsIn(ci)).values()], ['suspect', 'broken'])
    assert.deepEqual(
      body.flips.map(({ from, to }) => [from, to]),
      [['suspect', 'broken']],
    )
  })

  test('F13: a verdict that waits goes on waiting when other thresholds are saved, and the preview says the same', async () => {
    const ci = await aCi(await testWorld())
    for (const outcome of ['p', 'p', 'p', 'p', 'p', 'p', 'ff', 'ff', 'ff']) await run(ci, { signs: outcome })

    const { body } = await preview(ci, { thresholds: { rateOfInterest: 0.02 } })

    await put(ci, { thresholds: { rateOfInterest: 0.02 } })
    await settled(ci)
    const [found] = await testsOf(ci)
    assert.deepEqual([body.flips, found!.verdict, found!.held!.verdict], [[], 'suspect', 'broken'])
  })

  test('F13: what is remembered outlives other thresholds, and what follows them is dated when they were saved', async () => {
    const ci = await aRepository()
    await put(ci, { thresholds: shortWindow })
    await settled(ci)
    await remembered(ci)
    const before = await verdictsIn(ci)
    ci.world.advance(16 * 3600)
    await put(ci, { thresholds: { ...shortWindow, minimumDivergent: 9 } })
    const savedAt = ci.world.now().toISOString()
    await settled(ci)

    const after = await verdictsIn(ci)
    const { verdicts: notes } = await testOf(ci, await idOf(ci, 'late'))

    const both = [before, after].map((verdicts) =>
      ['old', 'late'].map((name) => verdicts.get(`Login › ${name}`)),
    )
    assert.deepEqual(both, [
      ['flaky', 'flaky'],
      ['flaky', 'suspect'],
    ])
    assert.ok(notes[0]!.at >= savedAt)
  })

  test('is followed by no other verdict where only the quarantine is set', async () => {
    const ci = await aRepository()
    ci.world.advance(16 * 3600)
    const before = await testsOf(ci)

    await put(ci, { quarantineDays: 14 })
    await put(ci, { thresholds: { minimumGroups: defaultThresholds.minimumGroups }, quarantineDays: 3 })

    const [due] = await as(ci.world, { role: 'app', accountId: ci.accountId }).sql<{ at: Date | null }>`
      select judge_all_at as at from test_repository limit 1`
    assert.equal(due!.at, null)
    await settled(ci)
    assert.deepEqual(await testsOf(ci), before)
  })

  test('is empty for an account that sent nothing', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await preview(ci, { thresholds: {} })

    assert.deepEqual([status, body.flipCount], [200, 0])
  })
})
