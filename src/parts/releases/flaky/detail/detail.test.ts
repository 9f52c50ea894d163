import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { z } from 'zod'
import { testWorld } from '../../../../../tests/support/world.ts'
import { aCi, aCommit, aTest, type Ci, get, idOf, ingestTests, run, send, testOf } from '../flaky.fixture.ts'
import type { shownOverview, shownStrips } from './routes.ts'

const overviewOf = async (ci: Ci, query = '') =>
  (await get<z.output<typeof shownOverview>>(ci, `/internal/tests/overview?${query}`)).body

describe('one test', () => {
  test('shows what it did on each commit, with runs, attempts, durations and the words of its failures', async () => {
    const ci = await aCi(await testWorld())
    const [one, two] = [aCommit(), aCommit()]
    await run(ci, { signs: 'p' }, { commit: one, ciRunId: '1', prNumber: 12, branch: 'topic' })
    await run(ci, { signs: 'ff' }, { commit: two, ciRunId: '2' })
    await run(ci, { signs: 'p' }, { commit: two, ciRunId: '2', attempt: 2 })

    const { strip, failures, figures, title, file } = await testOf(ci, await idOf(ci, 'signs'))

    assert.deepEqual([title, file], ['Login › signs', 'src/login.test.ts'])
    assert.deepEqual(
      strip.map(({ commit, branch, prNumber, outcome, attempts, failures, milliseconds, runs }) => ({
        commit,
        branch,
        prNumber,
        outcome,
        attempts,
        failures,
        milliseconds,
        runs: runs.map(({ ciRunId, attempt, attempts, failures }) => [ciRunId, attempt, attempts, failures]),
      })),
      [
        {
          commit: one,
          branch: 'topic',
          prNumber: 12,
          outcome: 'passed',
          attempts: 1,
          failures: 0,
          milliseconds: 10,
          runs: [['1', 1, 1, 0]],
        },
        {
          commit: two,
          branch: 'main',
          prNumber: null,
          outcome: 'mixed',
          attempts: 3,
          failures: 2,
          milliseconds: 30,
          runs: [
            ['2', 1, 2, 2],
            ['2', 2, 1, 0],
          ],
        },
      ],
    )
    assert.deepEqual(
      failures.map(({ attempts }) => attempts.map(({ outcome }) => outcome)),
      [['failed', 'failed']],
    )
    assert.equal(figures!.runs, 4)
  })

  test('has a strip of its last 200 commits', async () => {
    const ci = await aCi(await testWorld())
    for (let batch = 0; batch < 3; batch++)
      await ingestTests(
        ci,
        Array.from({ length: 80 }, (_, index) =>
          aTest('passed', 'signs', { durationMs: batch * 80 + index }),
        ),
      )

    const { strip, standings } = await testOf(ci, await idOf(ci, 'signs'))

    assert.deepEqual([strip.length, standings[0]!.runs], [200, 240])
    assert.deepEqual([strip[0]!.milliseconds, strip.at(-1)!.milliseconds], [40, 239])
  })

  test('shows the environment that is asked for, and the one that ran last otherwise', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { signs: 'f' }, { environment: 'linux' })
    await run(ci, { signs: 'p' }, { environment: 'mac' })
    const id = await idOf(ci, 'signs')

    const outcomes = async (query: string) =>
      (await testOf(ci, id, query)).strip.map(({ outcome }) => outcome)

    assert.deepEqual(
      [await outcomes(''), await outcomes('environment=linux'), await outcomes('environment=none')],
      [['passed'], ['failed'], []],
    )
  })
})

describe('strips of several tests', () => {
  const stripsOf = async (ci: Ci, query: string) =>
    (await get<z.output<typeof shownStrips>>(ci, `/internal/tests/strips?${query}`)).body.strips

  type Shown = z.output<typeof shownStrips>['strips'][number]
  const shownAs = ({ id, strip }: Shown) => [
    id,
    ...strip.map(({ commit, at, branch, prNumber, outcome, attempts, failures, isInfra }) => ({
      commit,
      at,
      branch,
      prNumber,
      outcome,
      attempts,
      failures,
      isInfra,
    })),
  ]

  test("are those that each test shows itself, in the order asked, and nobody else's", async () => {
    const world = await testWorld()
    const [ci, stranger] = [await aCi(world), await aCi(world, { whose: 'charlie' })]
    const commit = aCommit()
    await run(ci, { signs: 'p', pays: 'f', leaves: 's' }, { commit, attempt: 1 })
    await run(ci, { signs: 'f', pays: 'f' }, { commit, attempt: 2 })
    await run(ci, { signs: 'p', leaves: 'p' })
    await run(stranger, { signs: 'f' })
    const ids = await Promise.all(['pays', 'signs', 'leaves'].map((name) => idOf(ci, name)))
    const own = await Promise.all(ids.map((id) => testOf(ci, id)))

    const strips = await stripsOf(ci, `ids=${[...ids, await idOf(stranger, 'signs')].join(',')}`)

    assert.deepEqual(strips.map(shownAs), own.map(shownAs))
    assert.deepEqual(
      strips.map(({ strip }) => strip.map(({ outcome }) => outcome)),
      [['failed'], ['mixed', 'passed'], ['skipped', 'passed']],
    )
  })

  test('are of the environment that is asked for', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { signs: 'f' }, { environment: 'linux' })
    await run(ci, { signs: 'p' }, { environment: 'mac' })
    const id = await idOf(ci, 'signs')

    const outcomes = async (query: string) =>
      (await stripsOf(ci, `ids=${id}&${query}`)).map(({ strip }) => strip.map(({ outcome }) => outcome))

    assert.deepEqual([await outcomes('environment=mac'), await outcomes('')], [[['passed']], [[]]])
  })

  test('are refused for what is no id, and for more than 50', async () => {
    const ci = await aCi(await testWorld())
    const asked = async (ids: string) => (await get(ci, `/internal/tests/strips?ids=${ids}`)).status

    assert.deepEqual(
      [
        await asked('1'),
        await asked(''),
        await asked(
          Array.from({ length: 51 }, (_, n) => `00000000-0000-4000-8000-0000000000${n + 10}`).join(','),
        ),
      ],
      [400, 400, 400],
    )
  })
})

describe('the overview', () => {
  test('counts a test once, by its gravest environment, with runs and minutes wasted', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 5; commit++)
      for (const environment of ['linux', 'mac'])
        await run(ci, { signs: environment === 'mac' ? 'fp' : 'p', waits: 'p' }, { environment })

    const { tests, byVerdict, runs, wastedMinutes, advice } = await overviewOf(ci)

    assert.deepEqual([tests, byVerdict.flaky, byVerdict.healthy], [2, 1, 1])
    assert.deepEqual([runs.runs, runs.environments, runs.retried, runs.infraRuns], [10, 2, 5, 0])
    assert.ok(wastedMinutes > 0)
    assert.deepEqual(
      advice.map(({ code }) => code),
      ['quarantine_flaky'],
    )
  })

  for (const [what, runs, code] of [
    ['to retry once where no commit was run twice', [{}, {}, {}], 'retry_once'],
    ['to name commits where no run does', [], 'send_commit'],
  ] as const)
    test(`advises ${what}`, async () => {
      const ci = await aCi(await testWorld())
      for (const more of runs) await run(ci, { signs: 'p' }, more)
      if (runs.length === 0) await ingestTests(ci, [aTest('failed')])

      const { advice } = await overviewOf(ci)

      assert.equal(advice[0]!.code, code)
    })

  for (const [what, wish, isAdvised] of [
    ['an owner and a ticket', { owner: 'ada', ticket: 'T-1' }, false],
    ['no ticket', { owner: 'ada' }, true],
    ['a decision against it', { state: 'active' }, false],
  ] as const)
    test(`of a flaky test in quarantine with ${what} advises ${isAdvised ? 'what it lacks' : 'nothing'}`, async () => {
      const ci = await aCi(await testWorld())
      for (let commit = 0; commit < 5; commit++) await run(ci, { signs: 'fp' })
      await send(ci, 'PUT', `/internal/tests/${await idOf(ci, 'signs')}/quarantine`, wish)

      const { byVerdict, advice } = await overviewOf(ci)

      assert.equal(byVerdict.flaky, 1)
      assert.deepEqual(
        advice.map(({ words }) => words),
        isAdvised
          ? ['1 flaky test lacks an owner, a ticket or a quarantine: give it all three until it is mended.']
          : [],
      )
    })

  test('advises quarantine again once the day of review is past', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 5; commit++) await run(ci, { signs: 'fp' })
    const wish = { owner: 'ada', ticket: 'T-1', reviewBy: '2026-01-03T00:00:00Z' }
    await send(ci, 'PUT', `/internal/tests/${await idOf(ci, 'signs')}/quarantine`, wish)
    ci.world.advance(3 * 86_400)

    const { advice } = await overviewOf(ci)

    assert.deepEqual(
      advice.map(({ code }) => code),
      ['quarantine_flaky'],
    )
  })

  test('advises nothing where a commit was run twice and nothing fails', async () => {
    const ci = await aCi(await testWorld())
    const commit = aCommit()
    for (const attempt of [1, 2]) await run(ci, { signs: 'p' }, { commit, ciRunId: '1', attempt })

    const { advice } = await overviewOf(ci)

    assert.deepEqual(advice, [])
  })

  test('of an account that sent nothing is empty, and says what to do', async () => {
    const ci = await aCi(await testWorld())

    const { repository, tests, advice } = await overviewOf(ci)

    assert.deepEqual([repository, tests, advice[0]!.code], [null, 0, 'send_reports'])
  })

  test('asks which repository where there are several', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { signs: 'p' }, { repository: 'acme/app' })
    const alone = await overviewOf(ci)
    await run(ci, { signs: 'p' }, { repository: 'acme/web' })

    const { status, body } = await get(ci, '/internal/tests/overview')

    assert.equal(alone.repository, 'acme/app')
    assert.deepEqual([status, body.code], [400, 'REPOSITORY_AMBIGUOUS'])
  })
})
