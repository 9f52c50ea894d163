import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { logOf } from '../../../../../tests/support/cast.ts'
import { testWorld } from '../../../../../tests/support/world.ts'
import { sha256 } from '../../../../kit/hash.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { as } from '../../../../kit/world.ts'
import { operatorOf } from '../../../../../tests/support/operator.ts'
import {
  aCi,
  aCommit,
  aTest,
  candidatesOf,
  type Ci,
  idOf,
  ingestTests,
  run,
  runsOf,
  send,
  testOf,
  testsOf,
} from '../flaky.fixture.ts'

const daySeconds = 86_400

/** The first so many of these. */
const slice = (outcomes: Readonly<Record<string, string>>, count: number) =>
  Object.fromEntries(Object.entries(outcomes).slice(0, count))

const verdictOf = async (ci: Ci, name: string, query = ''): Promise<string> =>
  (await testsOf(ci, `search=${name}&${query}`))[0]!.verdict

/** As many tests that pass as make a run too large for a few failures to be taken for the machine's. */
const others = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`other ${index}`, 'p'] as const))

describe('verdicts by way of uploads', () => {
  test('F6: a test that failed and passed on one commit is flaky, with reasons, interval and runs needed', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: commit % 2 === 0 ? 'fp' : 'p' })

    const [candidate] = await candidatesOf(ci)

    const { verdict, reasons, interval, runsNeeded, score } = candidate!
    assert.equal(verdict, 'flaky')
    assert.equal(reasons[0]!.code, 'divergent')
    assert.equal(reasons[0]!.commits.length, 3)
    assert.ok(interval!.low > 0 && interval!.low < interval!.high && interval!.high < 1)
    assert.ok(runsNeeded! > 0 && score > 0.5)
  })

  test('F6: evidence of two runs of one CI on one commit counts as well as that of one report', async () => {
    const ci = await aCi(await testWorld())
    const commit = aCommit()

    await run(ci, { signs: 'f' }, { commit, ciRunId: '1', attempt: 1 })
    const { body } = await run(ci, { signs: 'p' }, { commit, ciRunId: '1', attempt: 2 })

    assert.deepEqual(
      body.verdictChanges.map(({ was, verdict }) => [was, verdict]),
      [['unknown', 'flaky']],
    )
  })

  test('F8: failures that were never repeated lead to suspect, and no further', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 20; commit++) await run(ci, { signs: commit % 3 === 0 ? 'f' : 'p' })

    const verdict = await verdictOf(ci, 'signs')

    assert.equal(verdict, 'suspect')
  })

  test('F8: a run that is sent twice, and differs by a millisecond, is no repeat', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 8; commit++) {
      const at = { commit: aCommit(), branch: 'main', ciRunId: `run ${commit}`, attempt: 1, shard: '1' }
      for (const durationMs of [100, 101])
        await ingestTests(ci, [aTest(commit < 4 ? 'passed' : 'failed', 'signs', { durationMs })], at)
    }

    const [found] = await testsOf(ci, 'search=signs')

    assert.equal(found!.verdict, 'suspect')
    assert.ok(found!.reasons.some(({ code }) => code === 'no-repeats'))
  })

  test('F6: what fails in one shard and passes in another is not flaky, and the reasons say so', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 8; commit++) {
      const at = { commit: aCommit(), ciRunId: `run ${commit}` }
      await run(ci, { signs: 'p' }, { ...at, shard: 'node20' })
      await run(ci, { signs: commit < 4 ? 'p' : 'f' }, { ...at, shard: 'node22' })
    }

    const [found] = await testsOf(ci, 'search=signs')

    assert.equal(found!.verdict, 'suspect')
    assert.ok(found!.reasons.some(({ code }) => code === 'shards-differ'))
  })

  test('F6: a test that fails at every run of the default branch, also when it is tried again, is broken', async () => {
    const ci = await aCi(await testWorld())
    for (let day = 0; day < 6; day++) await run(ci, { signs: 'p' })
    for (let day = 0; day < 5; day++) {
      ci.world.advance(daySeconds)
      await run(ci, { signs: 'ff' })
    }

    const verdict = await verdictOf(ci, 'signs')

    assert.equal(verdict, 'broken')
  })

  for (const branch of ['develop', 'trunk', 'refs/heads/main', 'origin/main'])
    test(`F6: the same is broken where everybody works on ${branch}`, async () => {
      const ci = await aCi(await testWorld())
      for (let day = 0; day < 6; day++) await run(ci, { signs: 'p' }, { branch })
      await run(ci, { signs: 'p' }, { branch: 'topic', prNumber: 3 })
      for (let day = 0; day < 5; day++) {
        ci.world.advance(daySeconds)
        await run(ci, { signs: 'ff' }, { branch })
      }

      const [found] = await testsOf(ci, 'search=signs')

      assert.equal(found!.verdict, 'broken')
      assert.ok(!found!.reasons.some(({ code }) => code === 'repaired'))
    })

  test('F6: environments are judged apart', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) {
      await run(ci, { signs: 'p' }, { environment: 'linux' })
      await run(ci, { signs: 'fp' }, { environment: 'windows' })
    }

    const found = await testsOf(ci, 'search=signs')

    assert.deepEqual(
      found.map(({ environment, verdict }) => [environment, verdict]),
      [
        ['linux', 'healthy'],
        ['windows', 'flaky'],
      ],
    )
  })

  test('a test that never failed is unknown below five commits, and healthy from there with an upper limit', async () => {
    const ci = await aCi(await testWorld())
    const commit = aCommit()
    for (let attempt = 1; attempt <= 8; attempt++) await run(ci, { signs: 'p' }, { commit, attempt })
    for (let commit = 0; commit < 3; commit++) await run(ci, { signs: 'p' })
    const before = await verdictOf(ci, 'signs')

    await run(ci, { signs: 'p' })

    const [found] = await testsOf(ci, 'search=signs')
    assert.deepEqual([before, found!.verdict], ['unknown', 'healthy'])
    assert.deepEqual([found!.runs, found!.upperLimit, found!.runsNeeded], [12, 0.25, 47])
  })

  test('runs that come late stand where their moment puts them', async () => {
    const [inOrder, late] = [await aCi(await testWorld()), await aCi(await testWorld())]
    const commits = Array.from({ length: 12 }, () => aCommit())
    const runs = commits.map((commit, index) => ({
      outcomes: { signs: index >= 8 ? 'ff' : 'p' },
      more: { commit, sentAt: new Date(Date.UTC(2025, 11, 10 + index)).toISOString() },
    }))
    for (const { outcomes, more } of runs) await run(inOrder, outcomes, more)
    for (const { outcomes, more } of runs.toReversed()) await run(late, outcomes, more)

    const strips = [inOrder, late].map(async (ci) => {
      const { strip, figures } = await testOf(ci, await idOf(ci, 'signs'))
      return { commits: strip.map(({ commit, outcome }) => [commit, outcome]), figures }
    })

    const [one, other] = await Promise.all(strips)
    assert.deepEqual(one, other)
    assert.deepEqual(
      one!.commits.map(([commit]) => commit),
      commits,
    )
  })

  test('a moment in the future is not believed', async () => {
    const ci = await aCi(await testWorld())
    const sentAt = '2031-01-01T00:00:00Z'

    await run(ci, { signs: 'p' }, { sentAt })

    const [found] = await runsOf(ci)
    assert.equal(found!.at.slice(0, 10), '2026-01-01')
  })
})

describe('failures in pull requests', () => {
  /** As the check of pull requests keeps what they change. */
  async function changes({ world, accountId }: Ci, prNumber: number, path: string): Promise<void> {
    const { sql } = as(world, { role: 'app', accountId })
    const [repository] = await sql<{ id: string }>`select id from repository limit 1`
    const id = uuidv7(world)
    await sql`
      insert into pull_request (account_id, id, repository_id, number, facts, opened_at, changed_at)
      values (${accountId}, ${id}, ${repository!.id}, ${prNumber}, 'complete', ${world.now()}, ${world.now()})`
    await sql`
      insert into pull_request_file (account_id, repository_id, path_key, pull_request_id, path, is_code, touched_at)
      values (${accountId}, ${repository!.id}, ${sha256(path).subarray(0, 16)}, ${id}, ${path}, true, ${world.now()})`
  }

  for (const [what, paths, isTold] of [
    ['count where they change no file in common', ['a.ts', 'b.ts', 'c.ts'], true],
    ['do not where two change the same', ['a.ts', 'b.ts', 'a.ts'], false],
  ] as const)
    test(`F6: of which three are told over two days ${what}`, async () => {
      const ci = await aCi(await testWorld())
      for (let commit = 0; commit < 5; commit++) await run(ci, { signs: 'p' })
      for (const [index, path] of paths.entries()) {
        ci.world.advance(daySeconds * 1.5)
        await changes(ci, index + 1, path)
        await run(ci, { signs: 'f' }, { prNumber: index + 1, branch: `topic ${index}` })
      }

      const [found] = await testsOf(ci, 'search=signs')

      assert.equal(
        found!.reasons.some(({ code }) => code === 'cross-pull-requests'),
        isTold,
      )
    })
})

describe('runs in which nearly all fails', () => {
  const failing = Object.fromEntries(Object.keys(others).map((name) => [name, 'f']))

  test('F11: are marked, shown, and no evidence of any test', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) await run(ci, others)
    const before = await testsOf(ci)

    const { body } = await run(ci, failing)

    assert.equal(body.isInfra, true)
    assert.match(body.infra!.words, /30 of 30 tests failed/)
    assert.deepEqual(await testsOf(ci), before)
    assert.deepEqual(
      (await runsOf(ci)).map(({ isInfra }) => isInfra),
      [true, ...Array<boolean>(6).fill(false)],
    )
    const { strip } = await testOf(ci, before[0]!.id)
    assert.deepEqual([strip.at(-1)!.isInfra, strip.at(-1)!.outcome], [true, 'failed'])
  })

  test('F11: are told by all their shards together: a late one takes the first out of the evidence again', async () => {
    const ci = await aCi(await testWorld())
    const shard = (name: string, outcome: string) =>
      Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [`${name} ${index}`, index < 6 ? outcome : 'p']),
      )
    const at = { commit: aCommit(), ciRunId: '9' }
    for (let commit = 0; commit < 6; commit++) await run(ci, { ...shard('one', 'p'), ...shard('two', 'p') })
    const before = await testsOf(ci)

    const first = await run(
      ci,
      Object.fromEntries([...Object.entries(shard('one', 'p')), ['one 0', 'f'], ['one 1', 'f']]),
      { ...at, shard: '1' },
    )
    const between = await testsOf(ci, 'search=one 0')
    const second = await run(ci, shard('two', 'ff'), { ...at, shard: '2' })

    assert.deepEqual([first.body.isInfra, second.body.isInfra], [false, true])
    assert.equal(between[0]!.failed, 1)
    const counted = await testsOf(ci)
    assert.deepEqual(
      counted.map(({ title, runs, failed }) => ({ title, runs, failed })),
      before.map(({ title, runs, failed }) => ({ title, runs, failed })),
    )
    assert.deepEqual(
      (await runsOf(ci, 'limit=2')).map(({ isInfra }) => isInfra),
      [true, true],
    )
    ci.world.advance(daySeconds)
    await ci.world.app.runDue({ budgetMilliseconds: 2000 })
    assert.deepEqual(
      (await testsOf(ci)).map(({ verdict }) => verdict),
      before.map(({ verdict }) => verdict),
    )
  })

  for (const [broken, all] of [
    [6, 250],
    [5, 20],
    [25, 100],
  ] as const)
    test(`F11: are a defect where the same fail at commit after commit: ${broken} of ${all}`, async () => {
      const ci = await aCi(await testWorld())
      const tests = (outcome: string) =>
        Object.fromEntries(Array.from({ length: all }, (_, n) => [`test ${n}`, n < broken ? outcome : 'p']))
      const marked: boolean[] = []
      for (let commit = 0; commit < 12; commit++) {
        ci.world.advance(daySeconds / 2)
        const { body } = await run(ci, tests(commit < 6 ? 'p' : 'ff'))
        marked.push(body.isInfra)
      }

      const found = await testsOf(ci, 'verdict=broken&limit=100')

      assert.deepEqual(marked, [...Array<boolean>(6).fill(false), true, ...Array<boolean>(5).fill(false)])
      assert.equal(found.length, broken)
    })

  test('F11: are a defect also in a pull request that has it from the default branch', async () => {
    const ci = await aCi(await testWorld())
    const tests = (outcome: string) =>
      Object.fromEntries(Object.keys(others).map((name, n) => [name, n < 10 ? outcome : 'p']))
    for (const [outcome, more] of [
      ['p', {}],
      ['ff', {}],
      ['p', { prNumber: 1, branch: 'older' }],
    ] as const) {
      await run(ci, tests(outcome), more)
      ci.world.advance(3600)
    }

    const inherited = await run(ci, tests('ff'), { prNumber: 2, branch: 'newer' })

    assert.equal(inherited.body.isInfra, false)
  })

  test('F11: are no defect on the commit that was the first to fail, however often it is run', async () => {
    const ci = await aCi(await testWorld())
    const commit = aCommit()
    const marked: boolean[] = []
    for (const attempt of [1, 2, 3]) {
      marked.push((await run(ci, { ...others, ...slice(failing, 10) }, { commit, attempt })).body.isInfra)
      ci.world.advance(3600)
    }

    assert.deepEqual(marked, [true, true, true])
  })

  test('F11: leave no test healthy that failed in three of them at the end of the default branch', async () => {
    const ci = await aCi(await testWorld())
    const hourly = async (outcomes: object, count: number) => {
      for (let commit = 0; commit < count; commit++) {
        ci.world.advance(3600)
        await run(ci, outcomes as Record<string, string>)
      }
    }
    await hourly(others, 6)
    await hourly(failing, 2)
    const before = await verdictOf(ci, 'other 7')

    await hourly(failing, 1)

    const [found] = await testsOf(ci, 'search=other 7')
    assert.deepEqual([before, found!.verdict, found!.upperLimit], ['healthy', 'suspect', null])
    assert.match(
      found!.reasons[0]!.words,
      /^It failed in every attempt on the newest 3 commits of the default branch/,
    )
    assert.deepEqual([found!.runs, found!.failed], [6, 0])
    ci.world.advance(daySeconds)
    await hourly(others, 1)
    assert.equal(await verdictOf(ci, 'other 7'), 'healthy')
  })

  test('F11: make their tests known in a new repository, though nothing is known of them', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await run(ci, { ...others, ...slice(failing, 10) })

    const found = await testsOf(ci)
    assert.equal(body.isInfra, true)
    assert.equal(found.length, 30)
    assert.deepEqual(new Set(found.map(({ verdict, runs }) => `${verdict} ${runs}`)), new Set(['unknown 0']))
    assert.deepEqual(await candidatesOf(ci), [])
  })

  test('F11: are left alone while they are small', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await run(ci, { a: 'f', b: 'f', c: 'f' })

    assert.equal(body.isInfra, false)
  })
})

describe('a verdict that changes', () => {
  test('F13: is in the log and in the test’s own history, with what it was', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: 'p' })

    await run(ci, { signs: 'fp' })

    const id = await idOf(ci, 'signs')
    const { verdicts } = await testOf(ci, id)
    const log = await logOf(
      ci.world,
      { accountId: ci.accountId, actor: { kind: 'key', id: null }, scopes: [] },
      id,
    )
    assert.deepEqual(
      verdicts.map(({ was, verdict }) => [was, verdict]),
      [['healthy', 'flaky']],
    )
    assert.deepEqual(
      log.map(({ action, detail }) => [action, JSON.parse(detail!)]),
      [
        [
          'test.verdict_changed',
          {
            testId: id,
            was: 'healthy',
            verdict: 'flaky',
            test: 'Login › signs',
            repository: 'default',
            environment: '',
          },
        ],
      ],
    )
  })

  test('F13: is told to an endpoint that names the event, and to no other', async () => {
    const world = await testWorld()
    const ci = await aCi(world)
    const operator = await operatorOf(world)
    const endpoint = (eventTypes?: string[]) =>
      operator('POST', '/api/webhooks/endpoints', {
        url: `https://app.example.org/${eventTypes ?? 'usual'}`,
        eventTypes,
      })
    await endpoint(['test.verdict_changed'])
    await endpoint()
    const app = world.net.answers('POST https://app.example.org/test.verdict_changed', {})
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: commit === 5 ? 'fp' : 'p' })

    for (let tick = 0; tick < 3; tick++) {
      world.advance(2)
      await world.app.runDue({ budgetMilliseconds: 2000 })
      await world.settled()
    }

    assert.equal(app.calls.length, 1)
    const { type, data } = JSON.parse(app.calls[0]!.text)
    assert.equal(type, 'test.verdict_changed')
    assert.deepEqual([data.test, data.was, data.verdict], ['Login › signs', 'healthy', 'flaky'])
  })

  test('F13: changes not twice within 24 hours without new divergent evidence, and then by itself', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: 'p' })
    const verdicts: string[] = []
    for (let commit = 0; commit < 4; commit++) {
      await run(ci, { signs: 'ff' })
      verdicts.push(await verdictOf(ci, 'signs'))
    }
    ci.world.advance(daySeconds - 60)
    await ci.world.app.runDue({ budgetMilliseconds: 2000 })
    verdicts.push(await verdictOf(ci, 'signs'))
    ci.world.advance(120)

    await ci.world.app.runDue({ budgetMilliseconds: 2000 })

    assert.deepEqual(verdicts, ['suspect', 'suspect', 'suspect', 'suspect', 'suspect'])
    assert.equal(await verdictOf(ci, 'signs'), 'broken')
  })

  test('F13: that waits says for which and until when, in every list and of the test itself, and then no more', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: 'p' })
    for (let commit = 0; commit < 3; commit++) await run(ci, { signs: 'ff' })
    const standingsNow = async () => {
      const { standings } = await testOf(ci, await idOf(ci, 'signs'))
      return [...standings, ...(await testsOf(ci)), ...(await candidatesOf(ci))]
    }
    const waiting = await standingsNow()
    ci.world.advance(daySeconds + 60)
    await ci.world.app.runDue({ budgetMilliseconds: 2000 })

    const over = await standingsNow()

    const until = new Date(Date.parse(waiting[0]!.verdictAt) + daySeconds * 1000).toISOString()
    assert.deepEqual(
      waiting.map(({ verdict, held }) => ({ verdict, held })),
      [1, 2, 3].map(() => ({ verdict: 'suspect', held: { verdict: 'broken', until } })),
    )
    for (const { reasons } of waiting) {
      assert.deepEqual([reasons[0]!.code, reasons[0]!.count], ['change-held', 24])
      assert.match(reasons[0]!.words, /^Its runs say broken by now\. It is called that from 2026-/)
    }
    assert.deepEqual(
      over.map(({ verdict, held, reasons }) => [verdict, held, reasons[0]!.code]),
      [1, 2, 3].map(() => ['broken', null, 'failing-now']),
    )
  })
})

describe('thresholds that change', () => {
  test('are followed by the job for every test that ever failed, and for those that never did', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) await run(ci, { signs: 'p', waits: commit === 3 ? 'f' : 'p' })
    const before = [await verdictOf(ci, 'signs'), await verdictOf(ci, 'waits')]

    await send(ci, 'PUT', '/internal/tests/settings', { thresholds: { minimumGroups: 7 } })
    ci.world.advance(10)
    await ci.world.app.runDue({ budgetMilliseconds: 2000 })

    assert.deepEqual(before, ['healthy', 'suspect'])
    assert.deepEqual([await verdictOf(ci, 'signs'), await verdictOf(ci, 'waits')], ['unknown', 'unknown'])
  })
})
