import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { signedInHeaders } from '../support/operator.ts'
import { openStage, skip, type Stage } from './stage.ts'

/** A person with a phone, at a deployment that asks nobody to prove an address. */
const ada = { email: 'ada@example.org', username: 'ada', password: 'seven green lamps at noon' }
let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage({ EMAIL_ENABLED: 'false' })
  await stage.page.setViewportSize({ width: 360, height: 740 })
  assert.equal((await send('/auth/register', ada)).status, 201)
})

after(() => stage?.close())

const page = () => stage.page
const panel = (name: string) => page().getByRole('region', { name, exact: true })
const dialog = (name: string) => page().getByRole('dialog', { name })
const field = (name: string) => page().getByLabel(name, { exact: true })
const open = (path: string) => page().goto(stage.server.url + path)

const send = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(stage.server.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
  })

async function signIn(password = ada.password): Promise<void> {
  await open('/sign-in')
  await field('E-mail address').fill(ada.email)
  await field('Password').fill(password)
  await page().keyboard.press('Enter')
}

/** Nothing lies over its middle and its corners: no edge of a window or a dialog, and no foot that sticks. */
const isWholeInSight = (part: Locator): Promise<boolean> =>
  part.evaluate((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const points: [number, number][] = [
      [(left + right) / 2, top + 2],
      [(left + right) / 2, (top + bottom) / 2],
      [(left + right) / 2, bottom - 2],
    ]
    return points.every(([x, y]) => element.contains(document.elementFromPoint(x, y)))
  })

test(
  'where nobody asks for a new password by mail, a wrong one sends nobody to the mail',
  { skip },
  async () => {
    await signIn('not the password')
    await page().getByText('The address or the password is wrong.').waitFor()
    await stage.isAccessible('phone-wrong-password')
    const told = await page().getByRole('alert').innerText()
    const below = await page().getByText('Forgot the password?').innerText()
    await open('/forgot-password')
    await page().getByText('ask whoever runs this deployment').waitFor()

    assert.doesNotMatch(told, /mail/)
    assert.match(below, /ask whoever runs this deployment/)
    assert.doesNotMatch(below, /No mail leaves/)
  },
)

test('a link to prove an address says before its press that this is switched off', { skip }, async () => {
  for (const path of ['/verify-email', '/confirm-email']) {
    await open(`${path}#token`)
    await stage.heading('This is switched off here')
    await stage.isAccessible(`phone${path.replace('/', '-')}`)
    assert.equal(await page().getByRole('button').count(), 0, path)
  }
})

test(
  'a link for a new password, which an operator may have mailed, asks for it all the same',
  { skip },
  async () => {
    await open('/reset-password#token')
    await stage.heading('Choose a new password')
    await field('New password').waitFor()

    assert.equal(await page().getByText('switched off').count(), 0)
  },
)

test(
  'a session that was ended elsewhere is noticed in a room that shows nothing of it',
  { skip },
  async () => {
    await signIn()
    await stage.heading('Connections')
    await open('/security')
    await panel('Where you are signed in').getByText('This browser').waitFor()
    const elsewhere = signedInHeaders(await send('/auth/login', ada))
    const { status } = await send('/auth/logout-others', {}, elsewhere)
    // An answer counts as new for three seconds.
    await page().waitForTimeout(3_100)
    await stage.button('Menu').click()
    await page().getByRole('link', { name: 'My data' }).click()
    await stage.heading('Sign in to Keyhold')

    assert.equal(status, 200)
    await page().getByText('Your session has ended.').waitFor()
  },
)

test('and is told to who reloads a room, but not to who signed out', { skip }, async () => {
  await open('/my-data')
  await page().getByText('Your session has ended.').waitFor()
  await signIn()
  await stage.heading('Connections')
  await stage.button('Menu').click()
  await stage.button('Sign out').click()
  await stage.heading('Sign in to Keyhold')
  await open('/my-data')
  await stage.heading('Sign in to Keyhold')

  assert.equal(await page().getByText('Your session has ended.').count(), 0)
})

test('a wrong first code of an app is told in sight', { skip }, async () => {
  await signIn()
  await stage.heading('Connections')
  await open('/security')
  await stage.button('Set up an app').click()
  await field('Code of the app').fill('111111')
  await page().keyboard.press('Enter')
  const told = dialog('Set up an app').getByRole('alert')
  await told.waitFor()
  await stage.picture('phone-wrong-code')
  const words = await told.innerText()
  const isSeen = await isWholeInSight(told)
  await stage.button('Cancel').click()

  assert.doesNotMatch(words, /recovery/)
  assert.ok(isSeen)
})

test('a dialog that is longer than the window opens at its top', { skip }, async () => {
  await page().setViewportSize({ width: 360, height: 640 })
  await stage.plugInAuthenticator()
  await stage.button('Add a passkey').click()
  await stage.button('Make it').click()
  await dialog('Your recovery codes').waitFor()
  await stage.picture('phone-recovery-codes')
  const scrolled = await dialog('Your recovery codes').evaluate(({ scrollTop }) => scrollTop)
  const isSeen = await isWholeInSight(dialog('Your recovery codes').getByText('This is the only time'))
  await stage.button('I have stored them').click()
  await page().setViewportSize({ width: 360, height: 740 })

  assert.equal(scrolled, 0)
  assert.ok(isSeen)
})

test('with a passkey alone the second step counts as on, and an app as one more way', { skip }, async () => {
  await panel('Two-factor authentication').getByText('10 of 10 recovery codes').waitFor()
  await stage.isAccessible('phone-passkey-alone')
  const words = await panel('Two-factor authentication').innerText()

  assert.match(words, /On: besides the password we ask for your passkey\.[^]*one more way/)
  assert.doesNotMatch(words, /by the password alone/)
})

test('who has a passkey alone reads at the second step that it is enough', { skip }, async () => {
  await stage.button('Menu').click()
  await stage.button('Sign out').click()
  await stage.heading('Sign in to Keyhold')
  await signIn()
  await stage.heading('And the second step')
  await page().getByText('One is enough: a code of your app, a recovery code, or a passkey.').waitFor()
  await stage.isAccessible('phone-second-step')
  await stage.fits('second step')
  await stage.button('Use a passkey instead').click()

  await stage.heading('Connections')
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
