import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../../tests/support/world.ts'
import { aCi, idOf, run, runsOf, send, testsOf } from '../flaky.fixture.ts'

const daySeconds = 86_400

test('runs go when their days are over, with tests that nothing told of since, but for those that somebody decided about', async () => {
  const ci = await aCi(await testWorld({ environment: { KEYHOLD_RELEASES_KEEP_DAYS: '30' } }))
  await run(ci, { gone: 'p', decided: 'fp', stays: 'p' })
  await send(ci, 'PUT', `/internal/tests/${await idOf(ci, 'decided')}/quarantine`, {
    reviewBy: '2026-06-01T00:00:00Z',
  })
  ci.world.advance(20 * daySeconds)
  await run(ci, { stays: 'p' })
  const before = (await runsOf(ci)).length
  ci.world.advance(15 * daySeconds)

  for (let hour = 0; hour < 3; hour++) {
    ci.world.advance(3700)
    await ci.world.app.runDue({ budgetMilliseconds: 2000 })
  }

  assert.deepEqual([before, (await runsOf(ci)).length], [2, 1])
  assert.deepEqual(
    (await testsOf(ci)).map(({ name }) => name),
    ['decided', 'stays'],
  )
})
