import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Route } from 'playwright-core'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage
let sandbox: string
let connection: string

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
  sandbox = await stage.connectSandbox()
  connection = new URL(stage.page.url()).pathname
})

after(() => stage?.close())

const dialog = (name: string | RegExp) => stage.page.getByRole('dialog', { name })
const room = (name: string) =>
  stage.page.getByRole('navigation').getByRole('link', { name, exact: true }).click()

test(
  'access that its owner took back at the provider is told in words, with the cure',
  { skip },
  async () => {
    await stage.control(sandbox, 'grants/revoke', { athleteId: 90210001 })
    await stage.button('Refresh now').click()
    await stage.page.getByText('Needs reconnecting').first().waitFor()
    await stage.isAccessible('connection-needs-reauth')
    await stage.fitsEveryWindow('connection-needs-reauth')
    await room('Overview')
    await stage.page.getByRole('region', { name: 'At risk' }).getByText('Needs reconnecting').waitFor()

    await stage.isAccessible('overview-at-risk')
    await stage.fitsEveryWindow('overview-at-risk')
    assert.equal(await stage.page.getByText('Copy token').count(), 0)
  },
)

test('its owner agrees once more, and the same connection serves charts again', { skip }, async () => {
  await stage.page.getByRole('region', { name: 'At risk' }).getByRole('link').last().click()
  await stage.button('Reconnect').click()
  await stage.button('Make the link').click()
  await stage.button('Open it here').click()
  await stage.button(/Continue to Sandbox/).click()
  await stage
    .button(/^Authorize/)
    .first()
    .click()
  await stage.page.waitForURL((url) => url.pathname === connection)
  await stage.page.getByText('Active').first().waitFor()
  await stage.isAccessible('connection-reconnected')
  await room('Statistics')
  await stage.button('Sync now').click()
  await stage.page.getByText('Fresh', { exact: true }).waitFor()
  await stage.page.getByRole('region', { name: 'Month by month' }).locator('canvas').waitFor()

  await room('Sync history')
  await stage.heading('Sync history')
  await stage.page.getByRole('row').nth(1).getByText('Done', { exact: true }).waitFor()
})

test('what uses a key is told: programs by name, and whose tokens they read', { skip }, async () => {
  const wanted = { name: 'web', scopes: ['connections:token'], expiresInDays: 90 }
  const made = await stage.server.asOperator('POST', '/api/keys', wanted)
  const { key } = (await made.json()) as { key: string }
  await room('API keys')
  await stage.button('web').first().click()
  await dialog('What uses web').getByText('Nothing has used it yet.').waitFor()
  await stage.page.keyboard.press('Escape')
  for (const program of ['curl/8.5.0', 'curl/8.5.0', 'shop/2.1 (linux)']) {
    const headers = { authorization: `Bearer ${key}`, 'user-agent': program }
    await fetch(`${stage.server.url}/api${connection}/token`, { headers })
  }
  await stage.button('web').first().click()
  await dialog('What uses web').getByText('shop/2.1').waitFor()
  await dialog('What uses web').getByText('curl/8.5.0').waitFor()
  await dialog('What uses web')
    .getByText(/^3 reads/)
    .waitFor()
  await stage.isAccessible('key-uses')
  await stage.fitsEveryWindow('key-uses')
  await dialog('What uses web').getByRole('link', { name: 'Ada Fjell' }).click()

  await stage.page.waitForURL((url) => url.pathname === connection)
})

test("a provider's events are subscribed to, and stopped after a question", { skip }, async () => {
  await room('Providers')
  await stage.button('Details of Sandbox').click()
  await dialog('Sandbox').getByText('Not posted here').waitFor()
  await stage.button('Subscribe to the events').click()
  await dialog('Sandbox').getByText('Posted here', { exact: true }).waitFor()
  await stage.isAccessible('provider-events')
  await stage.button('Stop the events').click()
  await stage.button('Keep them').click()
  await stage.button('Stop the events').click()
  await stage.isAccessible('provider-events-stop')
  await stage.button('Stop').last().click()
  await dialog('Sandbox').getByText('Not posted here').waitFor()

  await stage.button('Copy callback URL').click()
  const copied = await stage.page.evaluate(() => navigator.clipboard.readText())
  assert.ok(copied.startsWith(`${stage.server.url}/webhooks/sandbox/`))
})

test('a provider that posts no events is shown without any', { skip }, async () => {
  const asGitHub = (route: Route) =>
    route.continue({ url: route.request().url().replace('sandbox', 'github') })
  await stage.page.route('**/api/providers/*/subscription', asGitHub)
  const [answer] = await Promise.all([
    stage.page.waitForResponse(/subscription$/),
    stage.page.goto(`${stage.server.url}/providers`).then(() => stage.button('Details of Sandbox').click()),
  ])
  await dialog('Sandbox').getByText('Scopes').waitFor()
  await stage.page.evaluate(() => new Promise(requestAnimationFrame))
  await stage.page.unroute('**/api/providers/*/subscription')

  assert.equal(answer.status(), 400)
  assert.equal(await dialog('Sandbox').getByText('Events', { exact: true }).count(), 0)
  assert.equal(await dialog('Sandbox').getByRole('alert').count(), 0)
})

test('a provider that refuses to post its events is quoted with what helps', { skip }, async () => {
  await stage.page.goto(`${stage.server.url}/providers`)
  await stage.button('Details of Sandbox').click()
  await stage.control(sandbox, 'faults', { on: 'push_subscriptions', kind: 'status', status: 403 })
  await stage.button('Subscribe to the events').click()
  await dialog('Sandbox')
    .getByText(/must be reachable from the internet by https/)
    .waitFor()

  await dialog('Sandbox').getByText('SUBSCRIPTION_REFUSED').waitFor()
  await stage.isAccessible('provider-events-refused')
  await stage.fitsEveryWindow('provider-events-refused')
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
