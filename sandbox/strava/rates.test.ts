import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, testSandbox } from '../testing.ts'

const header = (answer: Response, name: string) => answer.headers.get(name)

test('every API answer tells limits and usage of the app, reads apart', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  await sandbox.get('/api/v3/athlete', accessToken)

  const answer = await sandbox.get('/api/v3/athlete', accessToken)

  assert.deepEqual(
    [header(answer, 'X-RateLimit-Limit'), header(answer, 'X-RateLimit-Usage')],
    ['200,2000', '2,2'],
  )
  assert.deepEqual(
    [header(answer, 'X-ReadRateLimit-Limit'), header(answer, 'X-ReadRateLimit-Usage')],
    ['100,1000', '2,2'],
  )
})

test('beyond the limit comes a real 429 that still counts, until the quarter of the hour ends', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  sandbox.settings.limits = { total: [200, 2000], read: [1, 1000] }
  const ask = () => sandbox.get('/api/v3/athlete', accessToken)

  const [first, second] = [await ask(), await ask()]
  sandbox.clock.advance(15 * 60)
  const later = await ask()

  assert.deepEqual([first.status, second.status, later.status], [200, 429, 200])
  assert.deepEqual(await json(second), {
    errors: 'Rate Limit Exceeded',
    status: 429,
    message: 'Too Many Requests',
  })
  assert.equal(header(second, 'retry-after'), null)
  assert.equal(header(later, 'X-RateLimit-Usage'), '1,3')
})

test('the day’s limit lasts until midnight by UTC', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  await sandbox.control('POST', '/rates', { clientId: '10001', total: [0, 2000] })
  const ask = async () => (await sandbox.get('/api/v3/athlete', accessToken)).status

  const noon = await ask()
  sandbox.clock.advance(4 * 3600)
  const afternoon = await ask()
  sandbox.give()
  sandbox.clock.advance(8 * 3600)
  const fresh = sandbox.give().accessToken

  assert.deepEqual([noon, afternoon], [429, 429])
  assert.equal((await sandbox.get('/api/v3/athlete', fresh)).status, 200)
})
