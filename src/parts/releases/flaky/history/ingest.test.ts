import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call } from '../../../../../tests/support/cast.ts'
import { testWorld } from '../../../../../tests/support/world.ts'
import { as } from '../../../../kit/world.ts'
import { signatureOf } from '../../envelope/signatures.ts'
import {
  aCi,
  aCommit,
  aTest,
  candidatesOf,
  type Ci,
  ctrf,
  get,
  ingestRaw,
  ingestTests,
  postRaw,
  runsOf,
  testOf,
  testsOf,
} from '../flaky.fixture.ts'

/** What the figures of tests rest on, without moments and ids. */
async function figuresOf({ world, accountId }: Ci): Promise<unknown[]> {
  const rows = await as(world, { role: 'app', accountId }).sql`
    select c.title, s.environment, s.runs, s.passed, s.failed, s.skipped, s.duration_milliseconds, cardinality(s.commits) as commits, s.unnamed, s.verdict, s.is_watched
    from test_standing s join test_case c on c.account_id = s.account_id and c.repository_id = s.repository_id and c.number = s.number
    order by c.title, s.environment limit 10000`
  return rows
}

describe("source 004's report", () => {
  test('is answered 201 with message and count, and what it holds', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await ingestTests(ci, [
      aTest('passed'),
      aTest('failed', 'signs out'),
      aTest('skipped', 'signs up'),
    ])

    assert.equal(status, 201)
    assert.equal(typeof body.message, 'string')
    const { count, format, attempts, passed, failed, skipped, newTests, knownTests, isReplay } = body
    assert.deepEqual(
      { count, format, attempts, passed, failed, skipped, newTests, knownTests, isReplay },
      {
        count: 3,
        format: 'source',
        attempts: 2,
        passed: 1,
        failed: 1,
        skipped: 1,
        newTests: 3,
        knownTests: 0,
        isReplay: false,
      },
    )
  })

  for (const [what, tests, at] of [
    ['a status of its own', [aTest('broken')], '/tests/0/status'],
    ['no name', [aTest('passed'), aTest('passed', '')], '/tests/1/testName'],
    ['a name without end', [aTest('passed', 'x'.repeat(2001))], '/tests/0/testName'],
    ['a duration below 0', [aTest('passed', 'a', { durationMs: -1 })], '/tests/0/durationMs'],
    ['no duration', [aTest('passed', 'a', { durationMs: null })], '/tests/0/durationMs'],
    ['half a character', [aTest('passed', '\ud800')], '/tests/0/testName'],
    ['a NUL', [aTest('passed', 'a\0b')], '/tests/0/testName'],
  ] as const)
    test(`with ${what} is refused with 400 and the place`, async () => {
      const ci = await aCi(await testWorld())

      const { status, body } = await ingestTests(ci, tests)

      assert.deepEqual([status, body.violations?.[0]?.at], [400, at])
    })

  for (const [what, body] of Object.entries({
    'no tests': '{}',
    'tests that are no list': '{"tests":{}}',
    'a list in place of an object': '[]',
    'a commit that is a branch': JSON.stringify({ tests: [aTest('passed')], commit: 'main' }),
  }))
    test(`with ${what} is refused with 400`, async () => {
      const ci = await aCi(await testWorld())

      const { status } = await ingestRaw(ci, body, {}, { 'content-type': 'application/json' })

      assert.equal(status, 400)
    })

  test('that is no JSON is refused with 400 and the byte', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await ingestRaw(ci, '{"tests":[{"suite":"a","testName":"b",}]}')

    assert.deepEqual([status, body.code, body.line, body.position], [400, 'BAD_JSON', 1, 38])
  })

  test('counts equal names as runs of one test, as there is nothing else to tell them apart by', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await ingestTests(ci, [aTest('passed'), aTest('failed'), aTest('passed')])

    assert.deepEqual([body.count, body.newTests], [3, 1])
    assert.deepEqual(
      (await candidatesOf(ci, 'minRuns=3')).map(({ totalRuns, failedRuns }) => [totalRuns, failedRuns]),
      [[3, 1]],
    )
  })

  test('F3: with a commit keeps equal names apart, as they would be taken for one that failed and passed on it', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await ingestTests(ci, [aTest('passed'), aTest('failed')], { commit: aCommit() })

    const tests = await testsOf(ci)
    assert.equal(body.newTests, 2)
    assert.deepEqual(
      tests.map(({ title, verdict }) => [title, verdict]),
      [
        ['Login › signs in', 'unknown'],
        ['Login › signs in #2', 'unknown'],
      ],
    )
  })

  test('that numbers its attempts says which were made of one test', async () => {
    const ci = await aCi(await testWorld())

    const { body } = await ingestTests(
      ci,
      [aTest('passed', 'signs in', { attempt: 2 }), aTest('failed', 'signs in', { attempt: 1 })],
      { commit: aCommit() },
    )

    assert.deepEqual([body.newTests, body.attempts, body.retried, body.passed], [1, 2, 1, 1])
  })

  test('F8: without a commit leads to no verdict beyond suspect, whatever it shows', async () => {
    const ci = await aCi(await testWorld())
    for (let run = 0; run < 30; run++)
      await ingestTests(ci, [aTest(run % 2 === 0 ? 'failed' : 'passed', 'signs in', { metadata: run })])

    const [candidate] = await candidatesOf(ci, '')

    assert.deepEqual([candidate!.totalRuns, candidate!.failureRate, candidate!.isFlaky], [30, 50, true])
    assert.equal(candidate!.verdict, 'suspect')
  })
})

describe('the same report sent again', () => {
  test('F4: is answered 200 with the first answer, and changes no figure', async () => {
    const ci = await aCi(await testWorld())
    const envelope = {
      repository: 'acme/app',
      commit: aCommit(),
      ciRunId: '7',
      sentAt: '2025-12-31T23:00:00Z',
    }
    const first = await ingestRaw(ci, ctrf({ a: 'p', b: 'fp' }), envelope)
    const before = await figuresOf(ci)

    const again = await ingestRaw(ci, ctrf({ a: 'p', b: 'fp' }), {
      ...envelope,
      sentAt: '2025-12-31T23:30:00Z',
    })

    assert.deepEqual([first.status, again.status], [201, 200])
    assert.deepEqual([again.body.isReplay, again.body.runId], [true, first.body.runId])
    assert.deepEqual(await figuresOf(ci), before)
    assert.equal((await runsOf(ci, 'repository=acme/app')).length, 1)
  })

  test('F4: is one report whether it came as a body or in a form', async () => {
    const ci = await aCi(await testWorld())
    const envelope = { commit: aCommit(), ciRunId: '7' }
    const form = new FormData()
    for (const [name, value] of Object.entries(envelope)) form.set(name, value)
    form.set('report', new Blob([ctrf({ a: 'p' })]), 'report.json')

    const taken = [await ingestRaw(ci, ctrf({ a: 'p' }), envelope), await ingestRaw(ci, form)]

    assert.deepEqual(
      taken.map(({ status }) => status),
      [201, 200],
    )
  })

  for (const [what, other] of Object.entries({
    'the next attempt': { attempt: 2 },
    'another shard': { shard: '2' },
    'another environment': { environment: 'windows' },
    'another run': { ciRunId: '8' },
  }))
    test(`F4: is another one for ${what}`, async () => {
      const ci = await aCi(await testWorld())
      const envelope = { commit: aCommit(), ciRunId: '7', shard: '1' }
      await ingestRaw(ci, ctrf({ a: 'p' }), envelope)

      const { status } = await ingestRaw(ci, ctrf({ a: 'p' }), { ...envelope, ...other })

      assert.equal(status, 201)
      assert.equal((await runsOf(ci)).length, 2)
    })

  test('F4: by ten at once counts once', async () => {
    const ci = await aCi(await testWorld())
    const envelope = { commit: aCommit(), ciRunId: '7' }

    const taken = await Promise.all(
      Array.from({ length: 10 }, () => ingestRaw(ci, ctrf({ a: 'p', b: 'fp' }), envelope)),
    )

    assert.deepEqual(taken.map(({ status }) => status).sort(), [...Array<number>(9).fill(200), 201])
    assert.equal((await runsOf(ci)).length, 1)
    assert.equal(new Set(taken.map(({ body }) => body.runId)).size, 1)
  })
})

describe('reports of several machines at once', () => {
  const outcomes = (shard: number) =>
    Object.fromEntries([
      ...Array.from(
        { length: 40 },
        (_, index) => [`shard ${shard} test ${index}`, index === 0 ? 'fp' : 'p'] as const,
      ),
      ['shared setup', 'p'],
    ])

  test('F4: leave the figures that they leave one after another, whichever process takes them', async () => {
    const [together, apart] = [await aCi(await testWorld()), await aCi(await testWorld())]
    const commits = Array.from({ length: 3 }, () => aCommit())
    const uploads = commits.flatMap((commit, run) =>
      Array.from({ length: 6 }, (_, shard) => ({
        body: ctrf(outcomes(shard)),
        query: {
          repository: 'acme/app',
          commit,
          ciRunId: run,
          shard: String(shard),
          sentAt: `2025-12-31T0${run}:00:00Z`,
        },
      })),
    )
    for (const { body, query } of uploads) await ingestRaw(apart, body, query)

    const elsewhere = { ...together, world: await testWorld({ beside: together.world }) }
    const taken = await Promise.all(
      uploads.map(({ body, query }, index) => ingestRaw(index % 2 === 0 ? together : elsewhere, body, query)),
    )
    together.world.advance(10)
    await together.world.app.runDue({ budgetMilliseconds: 5000 })

    assert.deepEqual(new Set(taken.map(({ status }) => status)), new Set([201]))
    assert.deepEqual(await figuresOf(together), await figuresOf(apart))
  })

  test('are all taken where thirty-two of one account end at once', async () => {
    const ci = await aCi(await testWorld())
    const commit = aCommit()

    const taken = await Promise.all(
      Array.from({ length: 32 }, (_, shard) =>
        ingestRaw(ci, ctrf({ [`test ${shard}`]: 'p' }), { commit, ciRunId: '7', shard: String(shard) }),
      ),
    )

    assert.deepEqual(new Set(taken.map(({ status }) => status)), new Set([201]))
    assert.equal((await runsOf(ci, 'limit=100')).length, 32)
  })

  test('one that ends in the middle leaves nothing, and the same sent again is taken', async () => {
    const ci = await aCi(await testWorld())
    const envelope = { commit: aCommit(), ciRunId: '7' }
    ci.world.atPoint('tests.introduced', () => Promise.reject(new Error('it died here')))

    const died = await ingestRaw(ci, ctrf({ a: 'fp' }), envelope)
    const left = [(await runsOf(ci)).length, (await figuresOf(ci)).length]
    const again = await ingestRaw(ci, ctrf({ a: 'fp' }), envelope)

    assert.deepEqual([died.status, left, again.status], [500, [0, 0], 201])
    assert.equal((await figuresOf(ci)).length, 1)
  })

  test('one whose judge ends in the middle is judged by the job, once', async () => {
    const ci = await aCi(await testWorld())
    await ingestRaw(ci, ctrf({ a: 'p' }), { commit: aCommit(), ciRunId: '6' })
    ci.world.atPoint('tests.judged', () => Promise.reject(new Error('it died here')))
    const died = await ingestRaw(ci, ctrf({ a: 'fp' }), { commit: aCommit(), ciRunId: '7' })
    const before = await figuresOf(ci)
    ci.world.advance(10)

    await ci.world.app.runDue({ budgetMilliseconds: 5000 })
    const after = await figuresOf(ci)
    ci.world.advance(10)
    await ci.world.app.runDue({ budgetMilliseconds: 5000 })

    assert.deepEqual([died.status, died.body.isJudged], [201, false])
    assert.deepEqual(
      (before as { runs: number }[]).map(({ runs }) => runs),
      [1],
    )
    assert.deepEqual(
      (after as { runs: number; verdict: string }[]).map(({ runs, verdict }) => [runs, verdict]),
      [[2, 'flaky']],
    )
    assert.deepEqual(await figuresOf(ci), after)
  })
})

describe('who may send reports', () => {
  test('a key that only reads may not', async () => {
    const ci = await aCi(await testWorld(), { scopes: ['releases:read'] })

    const { status, body } = await ingestTests(ci, [aTest('passed')])

    assert.deepEqual([status, body.needs], [403, 'releases:write'])
  })

  test('whoever signed the body may', async () => {
    const secret = 'f3a1c09be57d8462a7f3a1c09be57d84'
    const ci = await aCi(await testWorld({ environment: { PR_INTEL_WEBHOOK_SECRET: secret } }))
    const body = ctrf({ a: 'p' })
    const signed = { 'x-hub-signature-256': signatureOf(secret, Buffer.from(body)) }

    const right = await postRaw({ ...ci, key: '' }, '/internal/tests/ingest', body, { headers: signed })
    const wrong = await postRaw({ ...ci, key: '' }, '/internal/tests/ingest', `${body} `, { headers: signed })

    assert.deepEqual([right.status, wrong.status], [201, 403])
    assert.equal((await runsOf(ci)).length, 1)
  })

  test('nobody, while the feature is switched off', async () => {
    const ci = await aCi(await testWorld({ environment: { FLAKY_DETECTOR_ENABLED: 'false' } }))

    const { status } = await ingestTests(ci, [aTest('passed')])

    assert.equal(status, 404)
  })
})

describe('a stranger', () => {
  test('sees no run, no test and no candidate of another account, and its own repository of the same name is its own', async () => {
    const world = await testWorld()
    const [ci, stranger] = [await aCi(world), await aCi(world, { whose: 'charlie' })]
    const { runId } = (await ingestRaw(ci, ctrf({ a: 'fp' }), { repository: 'acme/app', commit: aCommit() }))
      .body
    const [found] = await testsOf(ci)

    await ingestRaw(stranger, ctrf({ a: 'p' }), { repository: 'acme/app', commit: aCommit() })

    const verdicts = async (whose: Ci) =>
      (await testOf(whose, found!.id)).standings.map(({ verdict }) => verdict)
    assert.equal((await get<object>(stranger, `/internal/tests/runs/${runId}`)).status, 404)
    assert.deepEqual(await candidatesOf(stranger), [])
    assert.deepEqual([await verdicts(ci), await verdicts(stranger)], [['flaky'], ['unknown']])
  })

  test('whom nobody has sent anything gets the same 404 for a test of another account as for none', async () => {
    const world = await testWorld()
    const [ci, stranger] = [await aCi(world), await aCi(world, { whose: 'charlie' })]
    await ingestRaw(ci, ctrf({ a: 'fp' }), { commit: aCommit() })
    const [found] = await testsOf(ci)

    const answers = [
      await get<object>(stranger, `/internal/tests/${found!.id}`),
      await get<object>(stranger, '/internal/tests/019a6f0e-8e0c-7d43-9f61-0c7f6c1d2b3a'),
    ]

    const same = answers.map(({ status, body }) => ({ status, code: body.code, error: body.error }))
    assert.deepEqual(same[0], { status: 404, code: 'TEST_NOT_FOUND', error: 'Test not found' })
    assert.deepEqual(same[1], same[0])
  })

  for (const id of ['1', "' or 1=1", '00000000-0000-0000-0000-00000000000g', '%00', '../runs'])
    test(`is answered below 500 for the id ${JSON.stringify(id)}`, async () => {
      const ci = await aCi(await testWorld())

      const { status } = await call(ci.world, ci.key, 'GET', `/internal/tests/${encodeURIComponent(id)}`)

      assert.ok(status >= 400 && status < 500, String(status))
    })
})
