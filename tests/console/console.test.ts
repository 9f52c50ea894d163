import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type RunningServer, startServer } from '../support/server.ts'

const executablePath = '/usr/bin/chromium'
const skip = !existsSync(executablePath) && process.env.CI !== 'true' ? 'install chromium' : false
const pictures = 'test-artefacts/console'

let server: RunningServer
let browser: Browser
let context: BrowserContext
let page: Page
/** What the page complained about: refused resources, thrown errors. */
const complaints: string[] = []

before(async () => {
  if (skip) return
  mkdirSync(pictures, { recursive: true })
  server = await startServer()
  browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    // A colour caught in the middle of its transition is no colour of ours.
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
  })
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

const button = (name: string | RegExp) => page.getByRole('button', { name })
const picture = (name: string) => page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })

async function isAccessible(name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      [],
      `${name} in ${theme}`,
    )
    await picture(`${name}-${theme}`)
  }
}

test('the operator signs in with the one-time link, which leaves the address bar', { skip }, async () => {
  await page.goto(await server.operatorLink())
  await isAccessible('sign-in')
  await button('Sign in as operator').click()

  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  assert.equal(new URL(page.url()).hash, '')
})

test('the sandbox account is connected from the first steps', { skip }, async () => {
  await button('I have a copy in a safe place').click()
  await isAccessible('overview-first-steps')
  await button('Connect the sandbox').click()
  await button(/Continue to Sandbox/).waitFor()
  await isAccessible('connect-link')
  await button(/Continue to Sandbox/).click()
  await page
    .getByRole('button', { name: /^Authorize/ })
    .first()
    .waitFor()
  await isAccessible('sandbox-authorize')
  await page
    .getByRole('button', { name: /^Authorize/ })
    .first()
    .click()

  await page.waitForURL(/\/connections\//)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByText('Active').first().waitFor()
})

test('its token is copied to the clipboard, and the time line tells who read it', { skip }, async () => {
  await isAccessible('connection')
  await button('Copy token').first().click()
  await button('Copy to the clipboard').click()
  await button('Done').click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())

  assert.match(copied, /^[0-9a-f]{40}$/)
  await page
    .getByText(/A token was released|Read|read by/i)
    .first()
    .waitFor()
})

test('a key is made, shown once, and its curl line works', { skip }, async () => {
  await page.getByRole('link', { name: 'API keys' }).click()
  await button('Create a key').first().click()
  await page.getByLabel('Name').fill('test app')
  await page.getByRole('checkbox', { name: /Read tokens/ }).check()
  await button('Create the key').click()
  const key = (await page.getByRole('group', { name: 'The new API key' }).textContent())?.match(
    /kh_test_\w+/,
  )?.[0]
  await isAccessible('key-shown-once')
  await button('I have stored it').click()
  const { connections } = (await (await server.asOperator('GET', '/api/connections')).json()) as {
    connections: { id: string }[]
  }
  const answer = await fetch(`${server.url}/api/connections/${connections[0]!.id}/token`, {
    headers: { authorization: `Bearer ${key}` },
  })

  assert.equal(answer.status, 200)
  assert.equal((await page.content()).includes(key!), false)
  await isAccessible('keys')
})

test('a connection is ended from its page, which says what happened at the provider', { skip }, async () => {
  await page.getByRole('link', { name: 'Connections' }).click()
  await page.getByRole('table', { name: 'Connections' }).getByRole('link').first().click()
  await isAccessible('connection-before-end')
  await button('Disconnect').first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('dialog', { name: 'Disconnected' }).waitFor()

  assert.match((await page.getByRole('dialog').textContent()) ?? '', /revoked|ended/i)
})

test('every room fits a narrow and a wide window', { skip }, async () => {
  for (const width of [360, 768, 1920]) {
    await page.setViewportSize({ width, height: 900 })
    for (const path of ['/', '/connections', '/keys']) {
      await page.goto(server.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      assert.equal(overflow, 0, `${path} at ${width}`)
    }
  }
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(complaints, [])
})
