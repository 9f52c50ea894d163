import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { z } from 'zod'
import { testWorld } from '../../../../../tests/support/world.ts'
import { aCi, type Ci, get, run, send, testsOf } from '../flaky.fixture.ts'
import { defaultThresholds } from '../verdicts/thresholds.ts'
import type { shownPreview } from './routes.ts'

interface Settings {
  repository: string
  thresholds: Record<string, number>
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

  test('F10: is what happens within seconds when they are saved', async () => {
    const ci = await aRepository()
    const { body } = await preview(ci, { thresholds: { minimumDivergent: 2 } })
    await put(ci, { thresholds: { minimumDivergent: 2 } })
    ci.world.advance(10)

    await ci.world.app.runDue({ budgetMilliseconds: 2000 })

    assert.equal(body.flipCount, 1)
    const found = new Map((await testsOf(ci)).map(({ title, verdict }) => [title, verdict]))
    for (const { title, to } of body.flips) assert.equal(found.get(title), to)
  })

  test('is empty for an account that sent nothing', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await preview(ci, { thresholds: {} })

    assert.deepEqual([status, body.flipCount], [200, 0])
  })
})
