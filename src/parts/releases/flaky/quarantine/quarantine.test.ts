import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { z } from 'zod'
import { logOf } from '../../../../../tests/support/cast.ts'
import { testWorld } from '../../../../../tests/support/world.ts'
import { aCi, aCommit, type Ci, get, idOf, ingestRaw, run, send, testOf, testsOf } from '../flaky.fixture.ts'
import type { listed, shownQuarantine } from './routes.ts'

const daySeconds = 86_400

type Quarantine = z.output<typeof shownQuarantine>

const put = (ci: Ci, id: string, wish: object = {}) =>
  send<Quarantine>(ci, 'PUT', `/internal/tests/${id}/quarantine`, wish)
const stateOf = async (ci: Ci, id: string) => (await testOf(ci, id)).standings[0]!.quarantine?.state ?? null
const listOf = async (ci: Ci, query = '') =>
  (await get<z.output<typeof listed>>(ci, `/internal/tests/quarantine?${query}`)).body

const aFlakyTest = async (): Promise<{ ci: Ci; id: string }> => {
  const ci = await aCi(await testWorld())
  for (let commit = 0; commit < 6; commit++) await run(ci, { signs: commit % 2 ? 'p' : 'fp', waits: 'p' })
  return { ci, id: await idOf(ci, 'signs') }
}

describe('a quarantine', () => {
  test('F9: has an owner, a ticket, and a day of review, by default in 30 days', async () => {
    const { ci, id } = await aFlakyTest()

    const { status, body } = await put(ci, id, {
      owner: 'ada',
      ticket: 'APP-12',
      reason: 'waits for a clock',
    })

    const { state, owner, ticket, reason, reviewBy, isAuto, isExpired } = body
    assert.equal(status, 200)
    assert.deepEqual(
      { state, owner, ticket, reason, isAuto, isExpired, reviewBy: reviewBy.slice(0, 10) },
      {
        state: 'quarantined',
        owner: 'ada',
        ticket: 'APP-12',
        reason: 'waits for a clock',
        isAuto: false,
        isExpired: false,
        reviewBy: '2026-01-31',
      },
    )
  })

  test('F9: keeps what is not named when it is changed, and gives up what is null', async () => {
    const { ci, id } = await aFlakyTest()
    await put(ci, id, { owner: 'ada', ticket: 'APP-12', reason: 'a clock', reviewBy: '2026-01-11T00:00:00Z' })

    const moved = (await put(ci, id, { reviewBy: '2026-01-21T00:00:00Z' })).body
    const given = (await put(ci, id, { owner: 'bob', ticket: null })).body
    await put(ci, id, { state: 'fixed' })
    const again = (await put(ci, id)).body

    const told = ({ owner, ticket, reason, reviewBy }: Quarantine) => [
      owner,
      ticket,
      reason,
      reviewBy.slice(0, 10),
    ]
    assert.deepEqual(told(moved), ['ada', 'APP-12', 'a clock', '2026-01-21'])
    assert.deepEqual(told(given), ['bob', null, 'a clock', '2026-01-21'])
    assert.deepEqual(told(again), ['bob', null, 'a clock', '2026-01-31'])
  })

  test('F9: ends by itself on its day of review', async () => {
    const { ci, id } = await aFlakyTest()
    await put(ci, id)
    const states = [await stateOf(ci, id)]
    ci.world.advance(29 * daySeconds)
    states.push(await stateOf(ci, id))
    ci.world.advance(daySeconds)

    states.push(await stateOf(ci, id))

    assert.deepEqual(states, ['quarantined', 'quarantined', 'active'])
    const [found] = (await listOf(ci)).tests
    assert.deepEqual([found!.state, found!.isExpired], ['active', true])
  })

  test('F9: leaves its test counted and judged as before', async () => {
    const { ci, id } = await aFlakyTest()
    const before = (await testOf(ci, id)).standings[0]!
    await put(ci, id)

    await run(ci, { signs: 'fp', waits: 'p' })

    const after = (await testOf(ci, id)).standings[0]!
    assert.deepEqual([after.runs - before.runs, after.verdict], [1, 'flaky'])
    assert.equal(after.reasons[0]!.count, before.reasons[0]!.count + 1)
  })

  test('F9: goes through its states, and each is in the log', async () => {
    const { ci, id } = await aFlakyTest()

    for (const state of ['quarantined', 'disabled', 'fixed', 'active'])
      assert.equal((await put(ci, id, { state })).body.state, state)
    const ended = await send(ci, 'DELETE', `/internal/tests/${id}/quarantine`)

    const log = await logOf(
      ci.world,
      { accountId: ci.accountId, actor: { kind: 'key', id: null }, scopes: [] },
      id,
    )
    assert.deepEqual([ended.status, await stateOf(ci, id)], [204, null])
    assert.deepEqual(
      log.map(({ action }) => action).filter((action) => action !== 'test.verdict_changed'),
      [...Array<string>(4).fill('test.quarantined'), 'test.unquarantined'],
    )
  })

  for (const [what, wish] of [
    ['a day that is past', { reviewBy: '2025-12-31T00:00:00Z' }],
    ['a day in two years', { reviewBy: '2028-01-01T00:00:00Z' }],
    ['a state that there is not', { state: 'forgotten' }],
    ['an owner without end', { owner: 'x'.repeat(201) }],
    ['a member that there is not', { until: 'always' }],
  ] as const)
    test(`is refused with 400 for ${what}`, async () => {
      const { ci, id } = await aFlakyTest()

      const { status } = await put(ci, id, wish)

      assert.deepEqual([status, await stateOf(ci, id)], [400, null])
    })

  test('of a test of another account is 404, to put and to end', async () => {
    const { ci, id } = await aFlakyTest()
    const stranger = await aCi(ci.world, { whose: 'charlie' })

    const answers = [
      await put(stranger, id),
      await send(stranger, 'DELETE', `/internal/tests/${id}/quarantine`),
    ]

    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.code]),
      [
        [404, 'TEST_NOT_FOUND'],
        [404, 'TEST_NOT_FOUND'],
      ],
    )
    assert.equal(await stateOf(ci, id), null)
  })
})

describe('a repository that quarantines by itself', () => {
  const automatic = async (): Promise<Ci> => {
    const ci = await aCi(await testWorld())
    await send(ci, 'PUT', '/internal/tests/settings', { autoQuarantine: true, quarantineDays: 7 })
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: 'p', waits: 'p' })
    return ci
  }

  test('F9: does so when a test turns out flaky, for the days that are set', async () => {
    const ci = await automatic()

    await run(ci, { signs: 'fp', waits: 'p' })

    const [found, ...others] = (await listOf(ci)).tests
    assert.deepEqual(
      [found!.testName, found!.state, found!.isAuto, found!.reviewBy.slice(0, 10)],
      ['signs', 'quarantined', true, '2026-01-08'],
    )
    assert.deepEqual(others, [])
  })

  test('F9: never does so for a broken test, and ends what it did when a flaky one breaks', async () => {
    const ci = await automatic()
    await run(ci, { signs: 'fp', waits: 'p' })
    const before = (await listOf(ci)).tests.map(({ testName }) => testName)
    for (let day = 0; day < 12; day++) {
      ci.world.advance(daySeconds / 2)
      await run(ci, { signs: 'fff', waits: 'ff' })
    }

    const after = (await listOf(ci)).tests

    const verdicts = [await idOf(ci, 'signs'), await idOf(ci, 'waits')].map(
      async (id) => (await testOf(ci, id)).standings[0]!.verdict,
    )
    assert.deepEqual(await Promise.all(verdicts), ['broken', 'broken'])
    assert.deepEqual([before, after], [['signs'], []])
  })

  test('F9: leaves alone what a person decided', async () => {
    const ci = await automatic()
    const id = await idOf(ci, 'signs')
    await put(ci, id, { state: 'active', owner: 'ada' })

    await run(ci, { signs: 'fp', waits: 'p' })

    const [found] = (await listOf(ci)).tests
    assert.deepEqual([found!.state, found!.owner, found!.isAuto], ['active', 'ada', false])
  })
})

describe('a commit', () => {
  test('F9: is told with the tests that failed on it in the end, and whether each is quarantined', async () => {
    const { ci, id } = await aFlakyTest()
    const commit = aCommit()
    await run(ci, { signs: 'ff', waits: 'f', buys: 'fp' }, { commit, ciRunId: '1' })
    await run(ci, { waits: 'p' }, { commit, ciRunId: '1', attempt: 2 })
    const before = (await listOf(ci, `commit=${commit}`)).commit!

    await put(ci, id)

    const after = (await listOf(ci, `commit=${commit}`)).commit!
    const told = ({ passed, runs, failures }: typeof before) => [
      passed,
      runs,
      failures.map(({ title, quarantined }) => [title, quarantined]),
    ]
    assert.deepEqual(told(before), [false, 2, [['Login › signs', false]]])
    assert.deepEqual(told(after), [true, 2, [['Login › signs', true]]])
  })

  test('F9: that no run told of has not passed', async () => {
    const { ci } = await aFlakyTest()

    const { commit } = await listOf(ci, 'commit=abcdef1')

    assert.deepEqual([commit!.passed, commit!.runs], [false, 0])
  })

  test('F9: has not passed where nothing ran on it, or every test was skipped', async () => {
    const { ci } = await aFlakyTest()
    const [empty, skipped] = [aCommit(), aCommit()]
    await ingestRaw(ci, '<testsuites/>', { commit: empty })
    await run(ci, { signs: 's', waits: 's' }, { commit: skipped })

    const answers = [await listOf(ci, `commit=${empty}`), await listOf(ci, `commit=${skipped}`)]

    assert.deepEqual(
      answers.map(({ commit }) => [commit!.passed, commit!.hasRun]),
      [
        [false, false],
        [false, false],
      ],
    )
  })

  test('F9: a failure is not forgotten for a hundred further runs', async () => {
    const { ci } = await aFlakyTest()
    const commit = aCommit()
    await run(ci, { breaks: 'f' }, { commit, shard: '0' })
    for (let shard = 1; shard <= 100; shard++)
      await run(ci, { [`fine ${shard}`]: 'p' }, { commit, shard: String(shard) })

    const { commit: told } = await listOf(ci, `commit=${commit}`)

    assert.deepEqual([told!.passed, told!.runs, told!.failures.length], [false, 101, 1])
  })

  test('F9: the last try of a run counts, though the clock of its machine is behind', async () => {
    const { ci } = await aFlakyTest()
    const commit = aCommit()
    const sentAt = new Date(ci.world.now().getTime() - 3_600_000).toISOString()
    await run(ci, { breaks: 'p' }, { commit, ciRunId: '7', attempt: 1 })
    await run(ci, { breaks: 'f' }, { commit, ciRunId: '7', attempt: 2, sentAt })

    const { commit: told } = await listOf(ci, `commit=${commit}`)

    assert.deepEqual([told!.passed, told!.failures.length], [false, 1])
  })

  test('F9: is found by the beginning of its hash, in the question or in what was sent', async () => {
    const { ci } = await aFlakyTest()
    const commit = 'deadbeef'.repeat(5)
    await run(ci, { breaks: 'f' }, { commit, shard: '1' })
    await run(ci, { holds: 'p' }, { commit: commit.slice(0, 10), shard: '2' })

    const answers = [commit, commit.slice(0, 7)].map((asked) => listOf(ci, `commit=${asked}`))

    assert.deepEqual(
      (await Promise.all(answers)).map((answer) => [answer.commit!.runs, answer.commit!.passed]),
      [
        [2, false],
        [2, false],
      ],
    )
  })

  test('F9: is not let through by the quarantine of a namesake', async () => {
    const { ci } = await aFlakyTest()
    const [before, after] = [aCommit(), aCommit()]
    const one = (inside: string) => `<testcase classname="A" name="adds">${inside}</testcase>`
    const report = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`
    await ingestRaw(ci, report(one('<failure/>')), { commit: before })
    await put(ci, await idOf(ci, 'adds'))
    ci.world.advance(60)
    await ingestRaw(ci, report(one('<failure/>'), one('')), { commit: after })

    const answers = [await listOf(ci, `commit=${before}`), await listOf(ci, `commit=${after}`)]

    assert.deepEqual(
      answers.map(({ commit }) => commit!.passed),
      [true, false],
    )
  })

  test('F9: is not let through by a quarantine where a namesake went missing', async () => {
    const { ci } = await aFlakyTest()
    const [before, after] = [aCommit(), aCommit()]
    const one = (inside: string) => `<testcase classname="A" name="adds">${inside}</testcase>`
    const report = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`
    await ingestRaw(ci, report(one('<failure/>'), one('')), { commit: before })
    await put(ci, (await testsOf(ci, 'search=adds')).find(({ title }) => title === 's › adds')!.id)
    ci.world.advance(60)
    await ingestRaw(ci, report(one('<failure/>')), { commit: after })

    const answers = [await listOf(ci, `commit=${before}`), await listOf(ci, `commit=${after}`)]

    assert.deepEqual(
      answers.map(({ commit }) => commit!.passed),
      [true, false],
    )
  })
})

test('F9: quarantined tests are listed of all repositories where none is named, each with its own', async () => {
  const ci = await aCi(await testWorld())
  for (const repository of ['default', 'acme/app', 'acme/web']) {
    await run(ci, { signs: 'fp' }, { repository })
    const { tests } = (await get<{ tests: { id: string }[] }>(ci, `/internal/tests?repository=${repository}`))
      .body
    await put(ci, tests[0]!.id)
  }

  const [all, one] = [await listOf(ci), await listOf(ci, 'repository=acme/web')]

  const named = ({ repository, tests }: typeof all) => [repository, tests.map((test) => test.repository)]
  assert.deepEqual(named(all), [null, ['default', 'acme/app', 'acme/web']])
  assert.deepEqual(named(one), ['acme/web', ['acme/web']])
})
