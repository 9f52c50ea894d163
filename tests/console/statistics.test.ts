import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Route } from 'playwright-core'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage
let sandbox: string

before(async () => {
  if (!skip) stage = await openStage()
})

after(() => stage?.close())

const section = (name: string | RegExp) => stage.page.getByRole('region', { name })
const firstSyncMilliseconds = 30_000

/** How much of a drawing is not empty: its share of painted pixels. */
const painted = (name: string): Promise<number> =>
  section(name)
    .locator('canvas')
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      let count = 0
      for (let index = 3; index < data.length; index += 4) if (data[index]! > 0) count += 1
      return count / (width * height)
    })

const control = (path: string, body: unknown) => stage.control(sandbox, path, body)

test('without an account the room of statistics says what to do next', { skip }, async () => {
  await stage.signIn()
  await stage.page.keyboard.press('g')
  await stage.page.keyboard.press('s')
  await stage.heading('Statistics')
  await stage.page.getByText('No account is connected yet.').waitFor()

  await stage.isAccessible('statistics-empty')
  await stage.page.getByRole('main').getByRole('link', { name: 'Connect an account' }).click()
  await stage.heading('Overview')
})

test('from the first visit to the charts: connected, synced, drawn', { skip }, async () => {
  sandbox = await stage.connectSandbox()
  await stage.page.getByRole('link', { name: 'Statistics' }).click()
  await stage.heading('Statistics')
  await section('Month by month').waitFor({ timeout: firstSyncMilliseconds })
  await section('Year against year').locator('canvas').waitFor()
  await section('Newest activities').getByRole('row').nth(3).waitFor()

  assert.ok((await painted('Month by month')) > 0.02)
  assert.ok((await painted('Year against year')) > 0.002)
  await section('Runs in 2').getByText('km').first().waitFor()
  await stage.page.getByText('Fresh', { exact: true }).waitFor()
})

test('each drawing has its numbers in a table of its own', { skip }, async () => {
  const rows: Record<string, number> = {}
  for (const name of ['Month by month', 'Year against year', 'Day by day']) {
    const part = section(name)
    await part.getByText('Show as a table').click()
    rows[name] = await part.getByRole('table').getByRole('row').count()
  }

  assert.equal(rows['Month by month'], 13)
  assert.equal(rows['Year against year'], 13)
  assert.ok(rows['Day by day']! > 50)
  await section('Day by day').getByText('Show as a table').click()
  await stage.isAccessible('statistics')
})

test('the measure stands in the address and changes what is told', { skip }, async () => {
  await stage.page.getByRole('radio', { name: 'Time' }).check()

  await section('Month by month')
    .getByText(/ h \d+ min/)
    .first()
    .waitFor()
  assert.equal(new URL(stage.page.url()).searchParams.get('measure'), 'time')
})

test('the heat map is a grid for the arrow keys, and tells the day it is at', { skip }, async () => {
  const grid = section('Day by day').getByRole('grid').last()
  await grid.locator('[tabindex="0"]').focus()
  await stage.page.keyboard.press('End')
  await stage.page.keyboard.press('ArrowLeft')
  const focused = await stage.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))

  assert.match(focused ?? '', /^\w{3}, \d+ \w+ 20\d\d: /)
  assert.ok(((await section('Day by day').textContent()) ?? '').includes(focused!))
})

test('Sync now brings what is new, and the history says who asked and what came', { skip }, async () => {
  await control('activities', { athleteId: 90210001, name: 'Around the lake', distance: 12_300 })
  await stage.button('Sync now').click()
  await section('Newest activities').getByText('Around the lake').waitFor()

  await stage.page.keyboard.press('g')
  await stage.page.keyboard.press('h')
  await stage.heading('Sync history')
  const newest = stage.page.getByRole('table').getByRole('row').nth(1)
  await newest.getByRole('cell', { name: /^On request/ }).waitFor()
  assert.match((await newest.textContent()) ?? '', /1 new/)
  await stage.isAccessible('syncs')
})

test(
  'a sync that fails is told in words with its cure, and the figures say that they are stale',
  {
    skip,
  },
  async () => {
    await control('faults', { on: 'activities', kind: 'status', status: 403 })
    await stage.page.getByLabel('Connection').selectOption({ index: 1 })
    await stage.button('Sync now').click()
    await stage.page.getByText(/does not allow it to read activities/).waitFor()

    assert.match(new URL(stage.page.url()).search, /^\?connection=/)
    await stage.page.getByRole('table').getByText('Failed', { exact: true }).waitFor()
    await stage.isAccessible('syncs-failed')
    await stage.page.getByRole('main').getByRole('link', { name: 'Statistics', exact: true }).click()
    await stage.page.getByText('Stale', { exact: true }).waitFor()
    await stage.page.getByText(/ended well/).waitFor()
    await stage.picture('statistics-stale')
  },
)

test("the provider's limit is told with the moment at which it goes on", { skip }, async () => {
  await control('faults', { on: 'activities', kind: 'rate_limit', retryAfter: 240 })
  await stage.button('Sync now').click()

  await stage.page
    .getByText(/The calls that the provider allows are used up/)
    .first()
    .waitFor()
  await stage.page.goto(`${stage.server.url}/syncs`)
  await stage.page.getByText(/it goes on in \d/).waitFor()
  await stage.isAccessible('syncs-waiting')
})

test('the overview tells what is stale', { skip }, async () => {
  await stage.page.goto(`${stage.server.url}/`)
  await section('Last syncs')
    .getByText(/Stale: last synced .+ The calls that the provider allows are used up/)
    .waitFor()

  await stage.isAccessible('overview-stale')
})

test('the statistics fit every window', { skip }, async () => {
  await stage.page.goto(`${stage.server.url}/statistics`)
  await section('Year against year').locator('canvas').waitFor()
  await section('Newest activities').getByRole('row').nth(3).waitFor()

  await stage.fitsEveryWindow('statistics')
})

test('the history goes on page by page, and starts anew with another connection', { skip }, async () => {
  const ofOne = (route: Route) =>
    route.continue({ url: route.request().url().replace('limit=25', 'limit=1') })
  await stage.page.route('**/api/syncs?*', ofOne)
  await stage.page.goto(`${stage.server.url}/syncs`)
  const rows = stage.page.getByRole('table').getByRole('row')
  const newest = await rows.nth(1).textContent()
  await stage.page.getByRole('link', { name: 'Next page' }).click()
  await stage.page.getByRole('link', { name: 'First page' }).waitFor()
  await stage.page.locator('.fading[aria-busy="false"]').waitFor()
  const older = await rows.nth(1).textContent()
  await stage.isAccessible('syncs-second-page')
  await stage.page.getByLabel('Connection').selectOption({ index: 1 })
  await stage.page.waitForURL(/\?connection=[\w-]+$/)
  await stage.page.unroute('**/api/syncs?*')

  assert.notEqual(newest, older)
  assert.equal(await stage.page.getByRole('link', { name: 'First page' }).count(), 0)
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
