import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage
let connection: string

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
  await stage.connectSandbox()
  connection = new URL(stage.page.url()).pathname
  const key = { name: 'web', scopes: ['connections:read', 'connections:token'], expiresInDays: 10 }
  await stage.server.asOperator('POST', '/api/keys', key)
})

after(() => stage?.close())

const keyboard = () => stage.page.keyboard
const main = () => stage.page.getByRole('main')

/** Dialogs, each with the address of its room and the button that opens it. */
const dialogs = [
  { title: 'Connect an account', at: () => '/connections', opener: 'Connect an account' },
  { title: 'Copy the token', at: () => connection, opener: 'Copy token' },
  { title: 'Rename', at: () => connection, opener: 'Rename' },
  { title: 'Reconnect', at: () => connection, opener: 'Reconnect' },
  { title: /^Disconnect /, at: () => connection, opener: 'Disconnect' },
  { title: 'Create a key', at: () => '/keys', opener: 'Create a key' },
  { title: 'What uses web', at: () => '/keys', opener: 'web' },
  { title: 'Revoke web?', at: () => '/keys', opener: 'Revoke web' },
  { title: 'Sandbox', at: () => '/providers', opener: 'Details of Sandbox' },
  { title: 'Set up Strava', at: () => '/providers', opener: 'Set up Strava' },
]

for (const { title, at, opener } of dialogs) {
  test(`the dialog of “${opener}” opens, fits and closes by the keyboard alone`, { skip }, async () => {
    const dialog = stage.page.getByRole('dialog', { name: title })
    await stage.page.goto(stage.server.url + at())
    await main().getByRole('button', { name: opener, exact: true }).first().focus()
    await keyboard().press('Enter')
    await dialog.waitFor()
    await dialog.locator('.skeleton').first().waitFor({ state: 'detached' })
    const hasFocus = await dialog.evaluate((element) => element.contains(document.activeElement))
    const name = `dialog-${opener.toLowerCase().replaceAll(' ', '-')}`
    await stage.isAccessible(name)
    await stage.fitsEveryWindow(name)
    await keyboard().press('Escape')
    await dialog.waitFor({ state: 'detached' })

    const focused = stage.page.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent,
    )
    assert.ok(hasFocus)
    assert.equal(await focused, opener)
  })
}

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
