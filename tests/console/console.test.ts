import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage

before(async () => {
  if (!skip) stage = await openStage()
})

after(() => stage?.close())

test('the operator signs in with the one-time link, which leaves the address bar', { skip }, async () => {
  await stage.page.goto(await stage.server.operatorLink())
  await stage.isAccessible('sign-in')
  await stage.button('Sign in as operator').click()

  await stage.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  assert.equal(new URL(stage.page.url()).hash, '')
})

test('the sandbox account is connected from the first steps', { skip }, async () => {
  await stage.button('I have a copy in a safe place').click()
  await stage.isAccessible('overview-first-steps')
  await stage.button('Connect the sandbox').click()
  await stage.button(/Continue to Sandbox/).waitFor()
  await stage.isAccessible('connect-link')
  await stage.button(/Continue to Sandbox/).click()
  await stage.page
    .getByRole('button', { name: /^Authorize/ })
    .first()
    .waitFor()
  await stage.isAccessible('sandbox-authorize')
  await stage.page
    .getByRole('button', { name: /^Authorize/ })
    .first()
    .click()

  await stage.page.waitForURL(/\/connections\//)
  await stage.page.getByRole('heading', { level: 1 }).waitFor()
  await stage.page.getByText('Active').first().waitFor()
})

test('its token is copied to the clipboard, and the time line tells who read it', { skip }, async () => {
  await stage.isAccessible('connection')
  await stage.button('Copy token').first().click()
  await stage.button('Copy to the clipboard').click()
  await stage.button('Done').click()
  const copied = await stage.page.evaluate(() => navigator.clipboard.readText())

  assert.match(copied, /^[0-9a-f]{40}$/)
  await stage.page
    .getByText(/A token was released|Read|read by/i)
    .first()
    .waitFor()
})

test('a key is made, shown once, and its curl line works', { skip }, async () => {
  await stage.page.getByRole('link', { name: 'API keys' }).click()
  await stage.button('Create a key').first().click()
  await stage.page.getByLabel('Name').fill('test app')
  await stage.page.getByRole('checkbox', { name: /Read tokens/ }).check()
  await stage.button('Create the key').click()
  const key = (await stage.page.getByRole('group', { name: 'The new API key' }).textContent())?.match(
    /kh_test_\w+/,
  )?.[0]
  await stage.isAccessible('key-shown-once')
  await stage.button('I have stored it').click()
  const { connections } = (await (await stage.server.asOperator('GET', '/api/connections')).json()) as {
    connections: { id: string }[]
  }
  const answer = await fetch(`${stage.server.url}/api/connections/${connections[0]!.id}/token`, {
    headers: { authorization: `Bearer ${key}` },
  })

  assert.equal(answer.status, 200)
  assert.equal((await stage.page.content()).includes(key!), false)
  await stage.isAccessible('keys')
})

test('a connection is ended from its page, which says what happened at the provider', { skip }, async () => {
  await stage.page.getByRole('link', { name: 'Connections' }).click()
  await stage.page.getByRole('table', { name: 'Connections' }).getByRole('link').first().click()
  await stage.isAccessible('connection-before-end')
  await stage.button('Disconnect').first().click()
  await stage.page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
  await stage.page.getByRole('dialog', { name: 'Disconnected' }).waitFor()

  assert.match((await stage.page.getByRole('dialog').textContent()) ?? '', /revoked|ended/i)
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
