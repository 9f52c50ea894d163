// in a process of its own: it starts a server
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { root } from '../../tests/house/sources.ts'
import { openStage, type Stage, webhookSecret } from './job.fixture.ts'
import { needsPrograms } from './runner.fixture.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
  stage.checkout.commit('base')
})
after(() => stage.close())
beforeEach(async () => void (await stage.runner.shell('rm -rf ./*')))

const hostile = 'signs in "$(touch pwned)" `id` %0A::error::x\n::warning::y\r::notice::z'

/** A report of Vitest's and Jest's shape, by name and outcome. */
const jest = (tests: Record<string, 'passed' | 'failed'>): string =>
  JSON.stringify({
    numTotalTests: Object.keys(tests).length,
    numFailedTests: Object.values(tests).filter((status) => status === 'failed').length,
    success: !Object.values(tests).includes('failed'),
    testResults: [
      {
        name: '/home/runner/work/app/app/src/login.test.ts',
        status: Object.values(tests).includes('failed') ? 'failed' : 'passed',
        message: '',
        assertionResults: Object.entries(tests).map(([title, status]) => ({
          ancestorTitles: ['login'],
          title,
          fullName: `login ${title}`,
          status,
          duration: 3,
          failureMessages: status === 'failed' ? ['Error: it is so'] : [],
          invocations: 1,
        })),
      },
    ],
  })

/** Takes all that failed in the last run out of the way. */
async function quarantineAll(): Promise<void> {
  const { tests } = await stage.ask<{ tests: { id: string; failed: number }[] }>(
    '/internal/tests?repository=acme/app',
  )
  for (const { id } of tests.filter(({ failed }) => failed > 0))
    await stage.server.asOperator('PUT', `/internal/tests/${id}/quarantine`, { owner: 'ada' })
}
const runs = async (): Promise<{ commit: string; ciRunId: string; cases: number }[]> =>
  (
    await stage.ask<{ runs: { commit: string; ciRunId: string; cases: number }[] }>(
      '/internal/tests/runs?repository=acme/app',
    )
  ).runs

describe('the check of tests', needsPrograms, () => {
  test('F9: passes where all passed, and keeps what it was about', async () => {
    stage.checkout.write('results/one.json', jest({ 'signs out': 'passed' }))

    const used = await stage.use({ tests: 'results/*.json' }, null, { GITHUB_RUN_ID: '7001' })

    assert.deepEqual([used.exitCode, used.outputs.tests], [0, 'passed'], used.log)
    assert.deepEqual(
      (await runs()).map(({ commit, ciRunId, cases }) => ({ commit, ciRunId, cases })),
      [{ commit: 'd'.repeat(40), ciRunId: '7001', cases: 1 }],
    )
  })

  test('F9: fails for a failure, marks it, and passes once it is quarantined', async () => {
    stage.checkout.write('r.json', jest({ [hostile]: 'failed', 'signs out': 'passed' }))

    const stopped = await stage.use({ tests: 'r.json' }, null, { GITHUB_RUN_ID: '7002' })
    await quarantineAll()
    const passed = await stage.use({ tests: 'r.json' }, null, { GITHUB_RUN_ID: '7003' })

    assert.deepEqual([stopped.exitCode, stopped.outputs.tests], [1, 'failed'])
    assert.match(stopped.log, /::warning title=Keyhold,file=src\/login\.test\.ts::login › signs in/)
    assert.match(stopped.log, /%250A/)
    for (const line of stopped.log.split(/\r?\n|\r/))
      assert.match(line, /^$|^::(notice|warning|error) title=Keyhold/)
    assert.deepEqual([passed.exitCode, passed.outputs.tests], [0, 'passed'], passed.log)
    assert.equal((await stage.runner.shell('ls')).stdout, 'r.json\n')
  })

  test('F9: fails where a report is missing, cut off, empty or nothing of the kind', async () => {
    const whole = jest({ 'signs out': 'passed' })
    stage.checkout.write('cut.json', whole.slice(0, -40))
    stage.checkout.write('empty.xml', '')
    stage.checkout.write('none.json', jest({}))

    const outcomes: string[] = []
    for (const pattern of ['nowhere/*.xml', 'cut.json', 'empty.xml', 'none.json'])
      outcomes.push((await stage.use({ tests: pattern })).outputs.tests!)

    assert.deepEqual(outcomes, ['failed', 'failed', 'failed', 'failed'])
  })

  test('F9: takes one report without a test among several for a crash, unless there may be none and all ended well', async () => {
    stage.checkout.write('a unit.json', jest({ signs: 'passed' }))
    stage.checkout.write('b shop.json', jest({}))
    const mayBeEmpty = { tests: '*.json', 'tests-may-be-empty': 'true' }

    const [crashed, empty, failed, untold] = [
      await stage.use({ tests: '*.json', 'tests-outcome': 'success' }),
      await stage.use({ ...mayBeEmpty, 'tests-outcome': 'success' }),
      await stage.use({ ...mayBeEmpty, 'tests-outcome': 'failure' }),
      await stage.use(mayBeEmpty),
    ]

    assert.deepEqual(
      [crashed, empty, failed, untold].map(({ outputs }) => outputs.tests),
      ['failed', 'passed', 'failed', 'refused'],
    )
    assert.match(crashed!.log, /b shop\.json/)
  })

  test('F9: fails where the tests failed and no report says so', async () => {
    stage.checkout.write('r.json', jest({ 'signs out': 'passed' }))

    const [crashed, passed, cancelled] = [
      await stage.use({ tests: 'r.json', 'tests-outcome': 'failure' }),
      await stage.use({ tests: 'r.json', 'tests-outcome': 'success' }),
      await stage.use({ tests: 'r.json', 'tests-outcome': 'cancelled' }),
    ]

    assert.deepEqual([crashed.exitCode, passed.exitCode, cancelled.exitCode], [1, 0, 1])
    assert.match(crashed.log, /it crashed/)
  })

  test('takes several patterns and folders below, and names with anything in them', async () => {
    stage.checkout.write('a b/$(touch pwned) "x".json', jest({ 'signs in twice': 'passed' }))
    stage.checkout.write('deep/er/still/r.json', jest({ 'signs in once': 'passed' }))

    const used = await stage.use({ tests: 'a b/*.json\ndeep/**/*.json\n\n' }, null, { GITHUB_RUN_ID: '7009' })

    const [run] = (await runs()).filter(({ ciRunId }) => ciRunId === '7009')
    assert.deepEqual([used.exitCode, run?.cases], [0, 2], used.log)
    assert.equal((await stage.runner.shell('ls -A | grep pwned || true')).stdout, '')
  })

  test('F3: keeps tests of equal names in two folders of a checkout apart', async () => {
    const pytest =
      '<testsuite name="pytest"><testcase classname="tests.test_pay" name="test_race"/></testsuite>'
    const job = { GITHUB_RUN_ID: '7012', GITHUB_REPOSITORY: 'acme/mono' }

    const outcomes: string[] = []
    for (const folder of ['services/a', 'services/b']) {
      stage.checkout.write(`${folder}/r.xml`, pytest)
      const used = await stage.use({ tests: `${folder}/r.xml`, 'tests-folder': folder }, null, job)
      outcomes.push(used.outputs.tests!)
    }

    const { tests } = await stage.ask<{ tests: { file: string }[] }>('/internal/tests?repository=acme/mono')
    assert.deepEqual(outcomes, ['passed', 'passed'])
    assert.deepEqual(tests.map(({ file }) => file).toSorted(), [
      'services/a/tests/test_pay.py',
      'services/b/tests/test_pay.py',
    ])
  })

  test('F3: refuses a folder that is no folder of the checkout', async () => {
    stage.checkout.write('r.json', jest({ 'signs out': 'passed' }))

    const outcomes: (string | undefined)[] = []
    for (const folder of ['../b', 'a\r\nb']) {
      const used = await stage.use({ tests: 'r.json', 'tests-folder': folder })
      outcomes.push(used.outputs.tests)
      assert.equal(used.exitCode, 1, used.log)
    }

    assert.deepEqual(outcomes, ['refused', 'refused'])
  })

  test('F4: sent twice counts once', async () => {
    stage.checkout.write('r.json', jest({ 'signs in late': 'passed' }))
    const again = { GITHUB_RUN_ID: '7010' }

    await stage.use({ tests: 'r.json' }, null, again)
    await stage.use({ tests: 'r.json' }, null, again)

    assert.equal((await runs()).filter(({ ciRunId }) => ciRunId === '7010').length, 1)
  })

  test('keeps shards and environments apart', async () => {
    stage.checkout.write('r.json', jest({ 'signs in slowly': 'passed' }))
    for (const shard of ['1', '2'])
      await stage.use({ tests: 'r.json', shard, environment: 'linux & "node"' }, null, {
        GITHUB_RUN_ID: '7011',
      })

    const { runs } = await stage.ask<{ runs: { shard: string; environment: string; ciRunId: string }[] }>(
      '/internal/tests/runs?repository=acme/app',
    )
    const mine = runs.filter(({ ciRunId }) => ciRunId === '7011')
    assert.deepEqual(mine.map(({ shard }) => shard).sort(), ['1', '2'])
    assert.equal(mine[0]!.environment, 'linux & "node"')
  })

  test('takes a signature in the place of a key', async () => {
    stage.checkout.write('r.json', jest({ 'signs in by hand': 'passed' }))

    const used = await stage.use({ tests: 'r.json', key: '', 'webhook-secret': webhookSecret })

    assert.equal(used.exitCode, 0, used.log)
  })

  for (const name of ['jest-json', 'vitest-junit', 'playwright-json', 'go-test', 'pytest-junit', 'node-tap'])
    test(`F1: takes what a real reporter writes: ${name}`, async () => {
      const report = readFileSync(join(root, `src/parts/releases/flaky/readers/fixtures/${name}.report`))
      stage.checkout.write('r.report', report)

      const used = await stage.use({ tests: 'r.report' }, null, { GITHUB_RUN_ID: name })

      // Each fixture has a test that always fails.
      assert.deepEqual([used.exitCode, used.outputs.tests], [1, 'failed'], used.log)
      assert.ok((await runs()).some(({ ciRunId }) => ciRunId === name))
    })

  test('warns only where tests may not fail the job', async () => {
    stage.checkout.write('r.json', jest({ 'signs in never': 'failed' }))

    const used = await stage.use({ tests: 'r.json', 'fail-on': 'schema' })

    assert.deepEqual([used.exitCode, used.outputs.tests], [0, 'failed'])
    assert.match(used.log, /^::warning title=Keyhold::tests: /m)
  })
})
