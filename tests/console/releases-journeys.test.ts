import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { keepJourneys } from './releases-seed.ts'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
})

after(() => stage?.close())

const section = (name: string | RegExp) => stage.page.getByRole('region', { name })
const link = (name: string | RegExp) => stage.page.getByRole('main').getByRole('link', { name })
const go = async (path: string, title: string) => {
  await stage.page.goto(`${stage.server.url}/releases/journeys${path}`)
  await stage.heading(title)
}
const document = () => stage.page.getByLabel('Document (YAML)')
const runMilliseconds = 30_000

test('the scenarios that come with Keyhold run with a button, step by step', { skip }, async () => {
  await go('', 'Journeys')
  await stage.page.getByText('No journey is kept yet.').waitFor()
  await stage.isAccessible('releases-journeys-empty')
  await stage.button('Run them now').click()
  await stage.heading('Run of the own scenarios')
  const steps = section('Steps').getByRole('list')
  await steps.getByText('logout').waitFor({ timeout: runMilliseconds })

  assert.match((await steps.textContent()) ?? '', /register.*login.*createProfile.*logout/)
  await stage.page.getByText('Passed', { exact: true }).first().waitFor()
  await stage.isAccessible('releases-run')
  await stage.fitsEveryWindow('releases-run')
})

test('a simulated run calls nothing, and says so', { skip }, async () => {
  await go('', 'Journeys')
  await stage.page.getByRole('radio', { name: 'Simulated' }).check()
  await stage.button('Run them now').click()
  await stage.heading('Run of the own scenarios')

  await section('Run').getByText('simulated: nothing was called').waitFor({ timeout: runMilliseconds })
})

test('the mistakes of a document are told at their lines, and nothing is kept', { skip }, async () => {
  await go('/+new', 'New journey')
  await stage.page.getByLabel('Name').fill('shop')
  await document().fill('targets: [own]\nsteps:\n  - name: open\n    reqest: { url: "{{own}}/livez" }\n')
  await stage.button('Keep it').click()
  await stage.button('Line 3').first().waitFor()
  await stage.isAccessible('releases-journey-mistake')
  await stage.button('Line 3').first().click()
  const selected = await stage.page.evaluate(() => getSelection()?.toString())
  const kept = await stage.server.asOperator('GET', '/internal/journey/journeys/shop')

  assert.equal(selected, '  - name: open')
  assert.equal(kept.status, 404)
})

test('a document that is one is checked, kept, and leads to its journey', { skip }, async () => {
  await document().fill('targets: [own]\nsteps:\n  - name: open\n    request: { url: "{{own}}/livez" }\n')
  await stage.button('Check').click()
  await stage.page.getByText('It is a journey: open.').waitFor()
  await stage.isAccessible('releases-journey-edit')
  await stage.fitsEveryWindow('releases-journey-edit')
  await stage.button('Keep it').click()

  await stage.heading('shop')
  await section('Runs').getByText('It has not run yet.').waitFor()
})

test(
  'a run that fails shows where, what was not begun, and what was called and answered',
  { skip },
  async () => {
    await keepJourneys(stage.server)
    await go('/checkout', 'checkout')
    await stage.button('Run now').click()
    await stage.heading('Run of checkout')
    await section('Calls').waitFor({ timeout: runMilliseconds })
    const words = (await section('Steps').textContent()) ?? ''

    assert.match(words, /open.*buy.*answered 404.*leave.*not begun.*send back.*cleans up/)
    await section('Calls').getByRole('group', { name: 'Sent' }).getByText('"product":12').waitFor()
    await stage.isAccessible('releases-run-failed')
    await stage.fitsEveryWindow('releases-run-failed')
  },
)

test('the calls of a run are downloaded as an archive that browsers open', { skip }, async () => {
  const [download] = await Promise.all([
    stage.page.waitForEvent('download'),
    stage.button('Download as HAR').click(),
  ])
  const chunks = await (await download.createReadStream()).toArray()
  const { log } = JSON.parse(Buffer.concat(chunks as Buffer[]).toString()) as { log: { version: string } }

  assert.match(download.suggestedFilename(), /^journey-[\w-]+\.har$/)
  assert.equal(log.version, '1.2')
})

const hour = 3_600_000
type Page = { runs: { slotAt: string | null }[]; nextCursor: string | null }

/** Thirty days of hourly runs in place of the few there are: two hours down, one hour that nobody ran. */
async function pretendThirtyDays(): Promise<void> {
  const end = Math.floor(Date.now() / hour) * hour
  const outcomeAt = (place: number) => (place === 5 || place === 6 ? 'failed' : 'passed')
  await stage.exchange<Page>('**/internal/journey/runs?journey=alive*limit=100*', ({ runs: [run] }) => ({
    nextCursor: null,
    runs: Array.from({ length: 720 }, (_, place) => place)
      .filter((place) => place !== 3)
      .map((place) => ({
        ...run,
        id: `00000000-0000-7000-8000-${String(place).padStart(12, '0')}`,
        cause: 'schedule',
        state: 'ended',
        outcome: outcomeAt(place),
        slotAt: new Date(end - place * hour).toISOString(),
        startedAt: new Date(end - place * hour).toISOString(),
        milliseconds: 40 + (place % 17),
      })),
  }))
  const uptime = (seconds: number) => {
    const scheduled = seconds / 3600
    return {
      seconds,
      scheduled,
      up: scheduled - 3,
      down: 2,
      unknown: 1,
      uptime: (scheduled - 3) / scheduled,
      ofKnown: 1,
    }
  }
  await stage.exchange<{ budget: object }>('**/internal/journey/journeys/alive/figures', (body) => ({
    ...body,
    uptime: { '24h': uptime(86_400), '7d': uptime(604_800), '30d': uptime(2_592_000) },
    budget: { ...body.budget, allowed: 7.2, spent: 2, left: 0.72 },
  }))
  for (const path of ['**/internal/journey/journeys/alive', '**/internal/journey/journeys?*'])
    await stage.exchange<{ createdAt?: string; journeys?: object[] }>(path, (body) => {
      const createdAt = new Date(end - 800 * hour).toISOString()
      return body.journeys
        ? { ...body, journeys: body.journeys.map((journey) => ({ ...journey, createdAt })) }
        : { ...body, createdAt }
    })
}

test(
  'uptime is drawn for a day, a week and thirty days, what is not known apart from what was down',
  { skip },
  async () => {
    await stage.server.asOperator('POST', '/internal/journey/run', { journey: 'alive' })
    await pretendThirtyDays()
    await go('/alive', 'Is it there?')
    const uptime = section('Uptime')
    const bar = uptime.getByRole('img', { name: /^24 hours/ })
    await bar.waitFor()

    assert.match(
      (await bar.getAttribute('aria-label')) ?? '',
      /Of 24 spans: 2\d up, 2 down, [12] not known\.$/,
    )
    assert.equal(await uptime.getByRole('img').count(), 3)
    assert.match((await uptime.textContent()) ?? '', /24 hours87\.5 % up/)
    await section('Error budget').getByText('72 % left').waitFor()
    await section('Steps').getByText('alive').waitFor()
    await section('Over time').locator('canvas').waitFor()
    await stage.isAccessible('releases-journey')
    await stage.fitsEveryWindow('releases-journey')
  },
)

test('journeys are listed with their uptime, their budget and when each runs next', { skip }, async () => {
  await go('', 'Journeys')
  const card = stage.page.getByRole('listitem').filter({ hasText: 'Is it there?' })
  await card.getByRole('img', { name: /^30 days/ }).waitFor()

  assert.match(
    (await card.textContent()) ?? '',
    /every 1 h · (next in .*|due now) · 72 % of the error budget left/,
  )
  await stage.isAccessible('releases-journeys')
  await stage.fitsEveryWindow('releases-journeys')
  await stage.page.unrouteAll({ behavior: 'wait' })
})

test('a journey in trouble names the step that failed, and leads to its run', { skip }, async () => {
  const since = new Date(Date.now() - hour).toISOString()
  const inTrouble = (journey: { name: string; standing: object }) =>
    journey.name === 'checkout'
      ? { ...journey, everySeconds: 300, standing: { ...journey.standing, failures: 3, failingSince: since } }
      : journey
  await stage.exchange('**/internal/journey/journeys/checkout', inTrouble)
  await stage.exchange<{ journeys: Parameters<typeof inTrouble>[0][] }>(
    '**/internal/journey/journeys?*',
    (body) => ({ ...body, journeys: body.journeys.map(inTrouble) }),
  )
  await stage.exchange<Page>('**/internal/journey/runs?journey=checkout*', (body) => ({
    ...body,
    runs: body.runs.map((run) => ({ ...run, cause: 'schedule' })),
  }))
  await go('', 'Journeys')
  const card = stage.page.getByRole('listitem').filter({ hasText: 'Failing' })
  await card.getByText('buy: /nothing-here answered 404, wants 201').waitFor()
  await stage.isAccessible('releases-journeys-trouble')
  await go('/checkout', 'checkout')
  await stage.page.getByText(/It has failed since .*, 3 times in a row\./).waitFor()
  await stage.fitsEveryWindow('releases-journey-trouble')

  await link('buy').click()

  await stage.heading('Run of checkout')
  await stage.page.unrouteAll({ behavior: 'wait' })
})

test('a secret is sealed under a name, and its value is nowhere on the page again', { skip }, async () => {
  await go('', 'Journeys')
  await stage.button('Keep a secret').click()
  await stage.page.getByLabel('Name').fill('shop-password')
  await stage.page.getByLabel('Value').fill('short')
  await stage.button('Seal it').click()
  await stage.page.getByText('At least 6 characters.').waitFor()
  await stage.page.getByLabel('Value').fill('correct horse battery')
  await stage.isAccessible('releases-secret')
  await stage.button('Seal it').click()
  await stage.page.getByRole('dialog').waitFor({ state: 'detached' })
  await section('Secrets').getByText('shop-password').waitFor()

  assert.equal((await stage.page.content()).includes('correct horse battery'), false)
  await stage.button('Delete shop-password').click()
  await section('Secrets').getByText('No journey needs one yet.').waitFor()
})

test('the schedule of a journey rests and goes on', { skip }, async () => {
  await go('/alive', 'Is it there?')
  await stage.button('Pause').click()
  await stage.page.getByText('Paused', { exact: true }).waitFor()
  await stage.button('Go on').click()

  await stage.button('Pause').waitFor()
})

test('a journey is deleted after a question, and leads back to the others', { skip }, async () => {
  await go('/shop', 'shop')
  await stage.button('Delete…').click()
  await stage.isAccessible('releases-journey-delete')
  await stage.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await stage.heading('Journeys')
  await link('checkout').waitFor()

  assert.equal(await link('shop').count(), 0)
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
