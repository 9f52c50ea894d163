import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { testWorld } from '../../../../../tests/support/world.ts'
import { as } from '../../../../kit/world.ts'
import { findRepository } from '../../repositories/store.ts'
import {
  aCi,
  aTest,
  candidatesOf,
  type Ci,
  get,
  idOf,
  ingestTests,
  run,
  send,
  type Standing,
  testsOf,
} from '../flaky.fixture.ts'
import { flakyTestsTouched } from './touched.ts'

describe("the candidates of source 004's rule", () => {
  test('have its fields, its rate over all runs and its verdict, with the rule in words', async () => {
    const ci = await aCi(await testWorld())
    const statuses = [
      'failed',
      'failed',
      'passed',
      'passed',
      'skipped',
      'skipped',
      'skipped',
      'passed',
      'passed',
      'passed',
    ]
    for (const [index, status] of statuses.entries())
      await ingestTests(ci, [aTest(status, 'signs in', { metadata: index })])

    const { body } = await get<{
      totalCandidates: number
      minRuns: number
      analysisDate: string
      rule: string
    }>(ci, '/internal/tests/flaky-candidates?minRuns=10')

    const [
      { suite, testName, totalRuns, failedRuns, passedRuns, failureRate, avgDuration, lastRun, isFlaky },
    ] = (await candidatesOf(ci, 'minRuns=10')) as [Awaited<ReturnType<typeof candidatesOf>>[0]]
    assert.deepEqual(
      { suite, testName, totalRuns, failedRuns, passedRuns, failureRate, avgDuration, isFlaky },
      {
        suite: 'Login',
        testName: 'signs in',
        totalRuns: 10,
        failedRuns: 2,
        passedRuns: 5,
        failureRate: 20,
        avgDuration: 12,
        isFlaky: true,
      },
    )
    assert.ok(!Number.isNaN(Date.parse(lastRun)) && !Number.isNaN(Date.parse(body.analysisDate)))
    assert.deepEqual([body.totalCandidates, body.minRuns], [1, 10])
    assert.match(body.rule, /20 to 60 %/)
  })

  test('are those with so many runs and more', async () => {
    const ci = await aCi(await testWorld())
    for (let index = 0; index < 4; index++)
      await ingestTests(ci, [aTest(index % 2 ? 'passed' : 'failed', 'a', { metadata: index })])

    const counts = await Promise.all(
      ['minRuns=4', 'minRuns=5', ''].map(async (query) => (await candidatesOf(ci, query)).length),
    )

    assert.deepEqual(counts, [1, 0, 0])
  })

  for (const minRuns of ['NaN', 'ten', '-1', '1.5', '1e99'])
    test(`are refused with 400 for minRuns=${minRuns}`, async () => {
      const ci = await aCi(await testWorld())

      const { status } = await get(ci, `/internal/tests/flaky-candidates?minRuns=${minRuns}`)

      assert.equal(status, 400)
    })
})

describe('the candidates', () => {
  test('begin with those that are flaky by evidence, whatever their failure rate', async () => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 12; commit++)
      await run(ci, { rarely: commit === 4 ? 'fp' : 'p', often: commit % 2 ? 'f' : 'p', never: 'p' })

    const found = await candidatesOf(ci)

    assert.deepEqual(
      found.map(({ name, verdict, isFlaky }) => [name, verdict, isFlaky]),
      [
        ['rarely', 'flaky', false],
        ['often', 'suspect', true],
      ],
    )
  })

  test('are of one repository and one environment where these are named, else of all', async () => {
    const ci = await aCi(await testWorld())
    for (const repository of ['acme/app', 'acme/web'])
      for (const environment of ['linux', 'mac']) await run(ci, { signs: 'fp' }, { repository, environment })

    const where = async (query: string) =>
      (await candidatesOf(ci, query))
        .map(({ repository, environment }) => `${repository} ${environment}`)
        .sort()

    assert.equal((await where('minRuns=0')).length, 4)
    assert.deepEqual(await where('minRuns=0&repository=acme/web'), ['acme/web linux', 'acme/web mac'])
    assert.deepEqual(await where('minRuns=0&repository=acme/web&environment=mac'), ['acme/web mac'])
  })

  test('of a repository that nobody sent anything about are 404', async () => {
    const ci = await aCi(await testWorld())

    const { status, body } = await get(ci, '/internal/tests/flaky-candidates?repository=acme/none')

    assert.deepEqual([status, body.code], [404, 'REPOSITORY_NOT_FOUND'])
  })

  test('are told whole in number where fewer are shown', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { a: 'fp', b: 'fp', c: 'fp' })

    const { body } = await get<{ totalCandidates: number; flakyCandidates: unknown[] }>(
      ci,
      '/internal/tests/flaky-candidates?minRuns=0&limit=2',
    )

    assert.deepEqual([body.flakyCandidates.length, body.totalCandidates], [2, 3])
  })
})

describe('the list of tests', () => {
  const someTests = async (): Promise<Ci> => {
    const ci = await aCi(await testWorld())
    for (let commit = 0; commit < 6; commit++) {
      await run(ci, { signs: commit ? 'p' : 'fp', waits: 'p', 'Über uns': 'p' }, { file: 'src/a.test.ts' })
      await run(ci, { buys: 'p' }, { file: 'src/b.test.ts' })
    }
    return ci
  }
  const names = (tests: readonly Standing[]) => tests.map(({ name }) => name)

  test('is narrowed by verdict, file, words and quarantine', async () => {
    const ci = await someTests()
    await send(ci, 'PUT', `/internal/tests/${await idOf(ci, 'buys')}/quarantine`, {})

    const found = async (query: string) => names(await testsOf(ci, query))

    assert.deepEqual(await found(''), ['buys', 'signs', 'waits', 'Über uns'])
    assert.deepEqual(await found('verdict=flaky'), ['signs'])
    assert.deepEqual(await found('file=src/b.test.ts'), ['buys'])
    assert.deepEqual(await found('search=WAIT'), ['waits'])
    assert.deepEqual(await found('search=b.test'), ['buys'])
    assert.deepEqual(await found('quarantined=true'), ['buys'])
    assert.deepEqual(await found('quarantined=false'), ['signs', 'waits', 'Über uns'])
  })

  test('comes in pages that hold every test once', async () => {
    const ci = await someTests()
    const pages: string[][] = []

    let cursor = ''
    do {
      const { body } = await get<{ tests: Standing[]; nextCursor: string | null }>(
        ci,
        `/internal/tests?limit=3${cursor}`,
      )
      pages.push(names(body.tests))
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`
    } while (cursor !== '')

    assert.deepEqual(pages, [['buys', 'signs', 'waits'], ['Über uns']])
  })

  for (const query of ['cursor=x', 'cursor=WyIiLCIiLCIiXQ', 'limit=0', 'verdict=odd', 'quarantined=perhaps'])
    test(`is refused with 400 for ${query}`, async () => {
      const ci = await aCi(await testWorld())

      const { status } = await get(ci, `/internal/tests?${query}`)

      assert.equal(status, 400)
    })
})

describe('tests that a change touches', () => {
  test('P8: are those of its files that are flaky, suspect or broken, with whether they are quarantined', async () => {
    const world = await testWorld()
    const ci = await aCi(world)
    await run(ci, { signs: 'fp', waits: 'p' }, { file: 'src/a.test.ts' })
    await run(ci, { buys: 'fp' }, { file: 'src/b.test.ts' })
    await run(ci, { sells: 'fp' }, { file: 'src/c.test.ts' })
    await send(ci, 'PUT', `/internal/tests/${await idOf(ci, 'buys')}/quarantine`, {})
    const account = as(world, { role: 'app', accountId: ci.accountId })
    const repository = await findRepository(account, ci.accountId, 'default')

    const touched = await flakyTestsTouched(account, ci.accountId, repository!.id, [
      'src/a.test.ts',
      'src/b.test.ts',
      'src/b.test.ts',
      'src/none\0.ts',
      'x'.repeat(3000),
    ])

    assert.deepEqual(
      touched.map(({ title, file, verdict, isQuarantined }) => [title, file, verdict, isQuarantined]).sort(),
      [
        ['Login › buys', 'src/b.test.ts', 'flaky', true],
        ['Login › signs', 'src/a.test.ts', 'flaky', false],
      ],
    )
  })
})
