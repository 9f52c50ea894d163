import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, noon, type TestSandbox, testSandbox } from '../testing.ts'
import type { Activity } from './activity.ts'

const list = async (sandbox: TestSandbox, token: string, query = '') =>
  (await (await sandbox.get(`/api/v3/athlete/activities?${query}`, token)).json()) as Activity[]

async function everything(sandbox: TestSandbox, token: string): Promise<Activity[]> {
  const pages: Activity[] = []
  for (let page = 1; ; page += 1) {
    const some = await list(sandbox, token, `per_page=200&page=${page}`)
    pages.push(...some)
    if (some.length < 200) return pages
  }
}

test('three years of activities come in pages, newest first, each once', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()

  const all = await everything(sandbox, accessToken)

  const starts = all.map((one) => Date.parse(one.start_date))
  assert.ok(all.length > 400 && all.length < 1000, `${all.length} activities`)
  assert.deepEqual(
    starts,
    starts.toSorted((a, b) => b - a),
  )
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  assert.ok(Math.min(...starts) < noon - 1000 * 86_400_000)
  assert.equal((await list(sandbox, accessToken)).length, 30)
})

test('activities are the same in every run, with ids beyond 32 bits', async (t) => {
  const [one, other] = [await testSandbox(t), await testSandbox(t)]

  const [first, second] = [
    await list(one, one.give().accessToken),
    await list(other, other.give().accessToken),
  ]

  assert.deepEqual(first, second)
  assert.ok(first.every(({ id }) => id > 2 ** 31 && Number.isSafeInteger(id)))
})

test('before and after are moments in seconds, and with after the oldest comes first', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  const [after, before] = [Date.UTC(2025, 0, 1) / 1000, Date.UTC(2025, 1, 1) / 1000]

  const january = await list(sandbox, accessToken, `after=${after}&before=${before}`)

  assert.ok(january.length > 3)
  assert.ok(january.every((one) => one.start_date.startsWith('2025-01')))
  assert.ok((january[0]?.start_date ?? '') < (january.at(-1)?.start_date ?? ''))
})

test('private activities need the wider scope', async (t) => {
  const sandbox = await testSandbox(t)
  const wide = sandbox.give({ athleteId: 90_210_004, scopes: ['activity:read_all'] })
  const narrow = sandbox.give({ athleteId: 90_210_004, scopes: ['activity:read'] })

  const hidden = (await list(sandbox, wide.accessToken)).find((one) => one.private)

  assert.ok(hidden)
  assert.ok((await list(sandbox, narrow.accessToken)).every((one) => !one.private))
  assert.equal((await sandbox.get(`/api/v3/activities/${hidden.id}`, wide.accessToken)).status, 200)
  assert.equal((await sandbox.get(`/api/v3/activities/${hidden.id}`, narrow.accessToken)).status, 404)
})

test('activities without their scope are refused in the words of Strava', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give({ scopes: ['read'] })

  const answer = await sandbox.get('/api/v3/athlete/activities', accessToken)

  assert.equal(answer.status, 401)
  assert.deepEqual((await json(answer))['errors'], [
    { resource: 'AccessToken', field: 'activity:read_permission', code: 'missing' },
  ])
})

test('hidden start times appear one second past midnight of the local day', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give({ athleteId: 90_210_004 })

  const activities = await list(sandbox, accessToken)

  assert.ok(activities.every((one) => one.start_date_local.endsWith('T00:00:01Z')))
  assert.ok(activities.every((one) => /T0[78]:00:01Z$/.test(one.start_date)))
  assert.equal(activities[0]?.timezone, '(GMT-08:00) America/Los_Angeles')
})

test('local time, zone and offset agree in summer and in winter', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()

  const activities = await list(sandbox, accessToken, 'per_page=200')

  for (const one of activities) {
    assert.equal((Date.parse(one.start_date_local) - Date.parse(one.start_date)) / 1000, one.utc_offset)
  }
  assert.deepEqual(new Set(activities.map((one) => one.utc_offset)), new Set([3600, 7200]))
  assert.equal(activities[0]?.timezone, '(GMT+01:00) Europe/Oslo')
})

test('statistics add up what everyone may see', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()

  const stats = await json(await sandbox.get('/api/v3/athletes/90210001/stats', accessToken))

  const runs = (await everything(sandbox, accessToken))
    .filter((one) => one.visibility === 'everyone' && one.type === 'Run')
    .filter((one) => one.start_date_local.startsWith('2026'))
  const totals = stats['ytd_run_totals'] as { count: number; distance: number }
  assert.equal(totals.count, runs.length)
  assert.equal(totals.distance, Math.round(runs.reduce((sum, one) => sum + one.distance, 0) * 10) / 10)
  assert.equal('achievement_count' in totals, false)
  assert.ok('achievement_count' in (stats['recent_run_totals'] as object))
})

test('statistics of another athlete are forbidden', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()

  assert.equal((await sandbox.get('/api/v3/athletes/90210002/stats', accessToken)).status, 403)
})

test('more than 200 on a page and a page that is no number are refused', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  const status = async (query: string) =>
    (await sandbox.get(`/api/v3/athlete/activities?${query}`, accessToken)).status

  assert.deepEqual(
    [await status('per_page=201'), await status('page=x'), await status('before=soon')],
    [400, 400, 400],
  )
})

test('a dead access token is refused', async (t) => {
  const sandbox = await testSandbox(t)
  const { accessToken } = sandbox.give()
  sandbox.expire()

  const answer = await sandbox.get('/api/v3/athlete', accessToken)

  assert.equal(answer.status, 401)
  assert.deepEqual((await json(answer))['errors'], [
    { resource: 'Athlete', field: 'access_token', code: 'invalid' },
  ])
})
