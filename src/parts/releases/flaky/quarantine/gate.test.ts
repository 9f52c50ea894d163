import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { z } from 'zod'
import { testWorld } from '../../../../../tests/support/world.ts'
import {
  aCi,
  aCommit,
  aTest,
  type Ci,
  ctrf,
  idOf,
  ingestRaw,
  type Outcomes,
  postRaw,
  run,
  runsOf,
  send,
  testsOf,
} from '../flaky.fixture.ts'
import type { gateAnswer } from './routes.ts'

const gate = (ci: Ci, body: BodyInit, options: Parameters<typeof postRaw>[3] = {}) =>
  postRaw<z.output<typeof gateAnswer>>(ci, '/internal/tests/gate', body, options)

const daySeconds = 86_400

/** A repository with tests that are known, of which these are quarantined. */
async function aRepository(quarantined: readonly string[] = []): Promise<Ci> {
  const ci = await aCi(await testWorld())
  for (let commit = 0; commit < 6; commit++)
    await run(ci, { signs: commit % 2 ? 'p' : 'fp', waits: 'p', buys: 'p' })
  for (const name of quarantined)
    await send(ci, 'PUT', `/internal/tests/${await idOf(ci, name)}/quarantine`, {})
  return ci
}

describe('the gate', () => {
  for (const [what, outcomes, quarantined, passed] of [
    ['all passed', { signs: 'p', waits: 'p' }, [], true],
    ['a test passed on retry', { signs: 'ffp', waits: 'p' }, [], true],
    ['a test failed', { signs: 'ff', waits: 'p' }, [], false],
    ['all that failed is quarantined', { signs: 'ff', waits: 'f', buys: 'p' }, ['signs', 'waits'], true],
    ['one of two that failed is quarantined', { signs: 'ff', waits: 'f' }, ['signs'], false],
    ['a test failed that nobody knows', { 'is new': 'f', waits: 'p' }, ['signs'], false],
    ['nothing ran', { signs: 's', waits: 's' }, [], false],
  ] as [string, Outcomes, string[], boolean][])
    test(`F9: ${passed ? 'lets through' : 'stops'} where ${what}`, async () => {
      const ci = await aRepository(quarantined)

      const { status, body } = await gate(ci, ctrf(outcomes))

      assert.deepEqual([status, body.passed, body.reasons.length === 0], [200, passed, passed])
    })

  test('F9: names each failure with its verdict, those that stop first', async () => {
    const ci = await aRepository(['signs'])

    const { body } = await gate(ci, ctrf({ signs: 'ff', waits: 'f', 'is new': 'f', buys: 'p' }))

    assert.deepEqual(
      body.failures.map(({ title, quarantined, verdict }) => [title, quarantined, verdict]),
      [
        ['Login › waits', false, 'healthy'],
        ['Login › is new', false, 'unknown'],
        ['Login › signs', true, 'flaky'],
      ],
    )
    assert.deepEqual([body.failureCount, body.quarantinedCount, body.isComplete], [3, 1, true])
    assert.deepEqual(
      body.reasons.map(({ code }) => code),
      ['failures'],
    )
  })

  test('F9: says of a report that is empty that it is, and which of several files cannot be read', async () => {
    const ci = await aRepository()
    const form = new FormData()
    form.append('reports', new Blob([ctrf({ signs: 'p' })]), 'a.json')
    form.append('reports', new Blob(['']), 'b.xml')

    const answers = [await gate(ci, ''), await gate(ci, form)]

    assert.deepEqual(
      answers.map(({ body }) => body.reasons[0]!.words),
      ['The report is empty.', 'b.xml: The report is empty.'],
    )
  })

  test('F9: stops where one of several files holds no test, and names it, the failures elsewhere quarantined or not', async () => {
    const ci = await aRepository(['signs'])
    const both = (second: string) => {
      const form = new FormData()
      form.append('reports', new Blob([ctrf({ signs: 'ff', waits: 'p' })]), 'unit.json')
      form.append('reports', new Blob([second]), 'e2e.xml')
      return form
    }

    const crashed = await gate(ci, both('<testsuites tests="0"/>'))
    const allSkipped = await gate(ci, both('<testsuite><testcase name="a"><skipped/></testcase></testsuite>'))

    assert.deepEqual([crashed.body.passed, allSkipped.body.passed], [false, true])
    assert.deepEqual(
      crashed.body.reasons.map(({ code }) => code),
      ['no_tests'],
    )
    assert.match(crashed.body.reasons[0]!.words, /^e2e\.xml: The report holds no test\..*--may-be-empty/)
  })

  test('F9: no quarantine counts for a name that stands in the report more often than when it was made', async () => {
    const ci = await aCi(await testWorld())
    const one = (inside: string) => `<testcase classname="A" name="adds">${inside}</testcase>`
    const report = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`
    await ingestRaw(ci, report(one('<failure/>')))
    await send(ci, 'PUT', `/internal/tests/${await idOf(ci, 'adds')}/quarantine`, {})

    const alone = await gate(ci, report(one('<failure/>')))
    const shifted = await gate(ci, report(one('<failure/>'), one('')))

    assert.deepEqual([alone.body.passed, shifted.body.passed], [true, false])
    assert.match(shifted.body.reasons[0]!.words, /"s › adds" is, but there are more tests of that name/)
  })

  test('F9: no quarantine counts for a name that stands in the report less often than when it was made', async () => {
    const ci = await aCi(await testWorld())
    const one = (inside: string) => `<testcase classname="A" name="adds">${inside}</testcase>`
    const report = (...cases: string[]) => `<testsuite name="s">${cases.join('')}</testsuite>`
    await ingestRaw(ci, report(one('<failure/>'), one('')))
    const { id } = (await testsOf(ci, 'search=adds')).find(({ title }) => title === 's › adds')!
    const quarantine = () => send(ci, 'PUT', `/internal/tests/${id}/quarantine`, {})
    await quarantine()

    const whole = await gate(ci, report(one('<failure/>'), one('')))
    const shifted = await gate(ci, report(one('<failure/>')))
    ci.world.advance(2 * daySeconds)
    await quarantine()
    const anew = await gate(ci, report(one('<failure/>')))

    assert.deepEqual([whole.body.passed, shifted.body.passed, anew.body.passed], [true, false, true])
    assert.match(shifted.body.reasons[0]!.words, /"s › adds" is, but there are fewer tests of that name/)
  })

  test('F9: no quarantine in one folder of a checkout lets a failure of another one through', async () => {
    const ci = await aCi(await testWorld())
    const report =
      '<testsuite name="pytest"><testcase classname="tests.test_pay" name="test_race"><failure/></testcase></testsuite>'
    for (const folder of ['services/a', 'services/b']) await ingestRaw(ci, report, { folder })
    const test = (await testsOf(ci)).find(({ file }) => file === 'services/a/tests/test_pay.py')
    await send(ci, 'PUT', `/internal/tests/${test!.id}/quarantine`, {})

    const gates = []
    for (const folder of ['services/a', 'services/b'])
      gates.push(await gate(ci, report, { query: { folder } }))

    assert.deepEqual(
      gates.map(({ body }) => body.passed),
      [true, false],
    )
  })

  test('F9: warns of what a report cannot show', async () => {
    const ci = await aRepository()

    const { body } = await gate(
      ci,
      '<testsuites name="jest tests"><testsuite><testcase name="a"/></testsuite></testsuites>',
    )

    assert.deepEqual([body.passed, body.warnings.map(({ code }) => code)], [true, ['format_hides_crashes']])
  })

  test('F9: says that it does not know the repository, and of one that it knows nothing', async () => {
    const ci = await aCi(await testWorld())
    await run(ci, { signs: 'p' }, { repository: 'acme/pyapp' })

    const warned = []
    for (const repository of ['acme/pyap', 'acme/pyapp'])
      warned.push((await gate(ci, ctrf({ signs: 'f' }), { query: { repository } })).body.warnings)

    assert.deepEqual(
      warned.map((warnings) => warnings.map(({ code }) => code)),
      [['repository_unknown'], []],
    )
    assert.match(warned[0]![0]!.words, /acme\/pyap/)
  })

  for (const scope of ['releases:read', 'releases:write'] as const)
    test(`F9: takes a key with ${scope} alone`, async () => {
      const ci = await aCi(await testWorld(), { scopes: [scope] })

      const { status, body } = await gate(ci, ctrf({ signs: 'p' }))

      assert.deepEqual([status, body.passed], [200, true])
    })

  test('F9: refuses a key that may not look, and says which scope it wants', async () => {
    const ci = await aCi(await testWorld(), { scopes: ['journey:run'] })

    const { status, body } = await gate(ci, ctrf({ signs: 'p' }))

    assert.deepEqual([status, body.needs], [403, 'releases:read'])
  })

  test('F9: stops again once the day of review is past', async () => {
    const ci = await aRepository(['signs'])
    const before = await gate(ci, ctrf({ signs: 'ff', waits: 'p' }))
    ci.world.advance(31 * daySeconds)

    const after = await gate(ci, ctrf({ signs: 'ff', waits: 'p' }))

    assert.deepEqual([before.body.passed, after.body.passed], [true, false])
  })

  for (const [what, body] of Object.entries({
    'is cut off': ctrf({ signs: 'p', waits: 'p' }).slice(0, -60),
    'is empty': '',
    'is no report': 'the machine ran out of memory',
    'holds no test': '<testsuites/>',
    'says of itself that it crashed':
      '{"Action":"start","Package":"a"}\n{"Action":"run","Package":"a","Test":"TestA"}\n',
  }))
    test(`F9: stops, and does not fail itself, on a report that ${what}`, async () => {
      const ci = await aRepository()

      const answer = await gate(ci, body)

      assert.deepEqual(
        [answer.status, answer.body.passed, answer.body.isComplete],
        [200, false, false],
        JSON.stringify(answer.body),
      )
      assert.ok(answer.body.reasons[0]!.words.length > 10)
    })

  test("F9: takes what the ingest takes: source 004's JSON, gzip, a form with several files", async () => {
    const ci = await aRepository(['signs'])
    const source = JSON.stringify({ tests: [aTest('failed', 'signs', { file: 'src/login.test.ts' })] })
    const form = new FormData()
    form.append('reports', new Blob([ctrf({ signs: 'f' })]), 'a.json')
    form.append('reports', new Blob([ctrf({ waits: 'f' })]), 'b.json')

    const answers = [
      await gate(ci, source),
      await gate(ci, gzipSync(ctrf({ signs: 'f', waits: 'p' })), { headers: { 'content-encoding': 'gzip' } }),
      await gate(ci, form),
    ]

    assert.deepEqual(
      answers.map(({ body }) => [body.passed, body.failureCount]),
      [
        [true, 1],
        [true, 1],
        [false, 2],
      ],
    )
  })

  test('F9: keeps nothing of the report', async () => {
    const ci = await aRepository()
    const before = [await runsOf(ci), await testsOf(ci)]

    await gate(ci, ctrf({ signs: 'f', 'is new': 'p' }), { query: { commit: aCommit() } })

    assert.deepEqual([await runsOf(ci), await testsOf(ci)], before)
  })

  test('F9: knows no quarantine of another account or repository', async () => {
    const ci = await aRepository(['signs'])
    const stranger = await aCi(ci.world, { whose: 'charlie' })

    const answers = [
      await gate(stranger, ctrf({ signs: 'f' })),
      await gate(ci, ctrf({ signs: 'f' }), { query: { repository: 'acme/other' } }),
    ]

    assert.deepEqual(
      answers.map(({ body }) => body.passed),
      [false, false],
    )
  })

  test('F2: answers 413 to more than 20 MB, as it read none of it', async () => {
    const ci = await aRepository()

    const { status } = await gate(ci, Buffer.alloc(20 * 1024 * 1024 + 1, ' '))

    assert.equal(status, 413)
  })
})
