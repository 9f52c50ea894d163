import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { until } from '../faults/support/until.ts'
import { authenticatorApp } from '../support/authenticator-app.ts'
import { type LetterBox, partsOf, startLetterBox } from '../support/letter-box.ts'
import { openStage, skip, type Stage } from './stage.ts'

const ada = { email: 'ada@example.org', username: 'ada', password: 'seven green lamps at noon' }
const newPassword = 'a kettle sings to nobody'

let stage: Stage
let box: LetterBox
let app: ReturnType<typeof authenticatorApp>
let recoveryCodes: string[] = []

before(async () => {
  if (skip) return
  box = await startLetterBox()
  stage = await openStage({
    EMAIL_ENABLED: 'true',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(box.port),
    FROM_EMAIL: 'keyhold@example.org',
  })
})

after(async () => {
  await stage?.close()
  await box?.close()
})

const page = () => stage.page
const keyboard = () => page().keyboard
const panel = (name: string) => page().getByRole('region', { name, exact: true })
const dialog = (name: string) => page().getByRole('dialog', { name })
const field = (name: string) => page().getByLabel(name, { exact: true })
const link = (name: string) => page().getByRole('link', { name, exact: true })
const open = (path: string) => page().goto(stage.server.url + path)

/** No violation in either theme, and no part beyond the edge of the smallest and of a large window. */
async function isGood(name: string): Promise<void> {
  await stage.isAccessible(`people-${name}`)
  for (const width of [360, 1440]) {
    await page().setViewportSize({ width, height: 900 })
    await stage.fits(`${name} at ${width}`)
    if (width === 360) await stage.picture(`people-${name}-${width}`)
  }
  await page().setViewportSize({ width: 1280, height: 900 })
}

/** The address of a page that was mailed to somebody. */
async function mailedAddress(path: string, to = ada.email): Promise<string> {
  const pattern = new RegExp(`http://localhost:\\d+${path}#[\\w-]+`)
  return until(`the mail to ${to}`, () =>
    box.taken
      .filter((letter) => letter.to.includes(to))
      .map((letter) => pattern.exec(partsOf(letter).body)?.[0])
      .findLast((address) => address !== undefined),
  )
}

async function signInByPassword(password = ada.password): Promise<void> {
  await field('E-mail address').fill(ada.email)
  await field('Password').fill(password)
  await keyboard().press('Enter')
}

/** In the window as it is, without a scroll or a menu. */
async function isInSight(part: Locator): Promise<void> {
  await part.waitFor()
  const box = await part.boundingBox()
  const window = page().viewportSize()!
  assert.ok(box && box.x >= 0 && box.y >= 0)
  assert.ok(box.x + box.width <= window.width && box.y + box.height <= window.height)
}

async function signOut(): Promise<void> {
  await stage.button('Sign out').first().click()
  await stage.heading('Sign in to Keyhold')
}

test('a password is hidden until its person wants to see it, and can be pasted', { skip }, async () => {
  await open('/sign-up')
  await field('Password').waitFor()
  const kind = () => field('Password').getAttribute('type')
  const hidden = await kind()

  await page().evaluate((password) => navigator.clipboard.writeText(password), ada.password)
  await field('Password').press('ControlOrMeta+V')
  await page().getByLabel('Show what is typed').check()

  assert.deepEqual([hidden, await kind()], ['password', 'text'])
  assert.equal(await field('Password').inputValue(), ada.password)
  assert.equal(await field('Password').getAttribute('autocomplete'), 'new-password')
})

test(
  'somebody signs up by the keyboard alone, and hears what is wrong with a password at its field',
  { skip },
  async () => {
    await open('/sign-in')
    await stage.heading('Sign in to Keyhold')
    await isGood('sign-in')
    await link('Create an account').focus()
    await keyboard().press('Enter')
    await stage.heading('Create an account')
    for (const value of [ada.email, ada.username, 'short']) {
      await keyboard().type(value)
      await keyboard().press(value === 'short' ? 'Enter' : 'Tab')
    }
    await page()
      .getByText(/12 characters/)
      .waitFor()
    await isGood('sign-up')
    await field('Password').fill(ada.password)
    await keyboard().press('Enter')
    await stage.heading('Look into your mail')
  },
)

test('who has not confirmed the address is told so, and changes nothing', { skip }, async () => {
  await link('Sign in').click()
  await signInByPassword()
  await stage.heading('Connections')
  await page().getByText(`Confirm your address ${ada.email}.`).waitFor()
  await isGood('unproved')
  await link('Profile').click()
  await field('Name in addresses').fill('ada')
  await stage.button('Make the profile').click()

  await page().getByText('Confirm your address first.').waitFor()
})

test(
  'A5: the mailed link proves nothing before its button is pressed, and leaves the address bar',
  { skip },
  async () => {
    const writes: string[] = []
    page().on('request', (request) => {
      if (request.method() !== 'GET') writes.push(new URL(request.url()).pathname)
    })
    await page().goto(await mailedAddress('/verify-email'))
    await stage.heading('Confirm your address')
    await isGood('verify-email')
    const before = [...writes]
    const { hash } = new URL(page().url())
    await keyboard().press('Enter')
    await stage.heading('Your address is confirmed')
    await link('Go on').click()
    await stage.heading('Connections')

    assert.deepEqual(before, [])
    assert.equal(hash, '')
    assert.equal(await page().getByText('Confirm your address').count(), 0)
  },
)

test('a person has five rooms and no other, each with the way out in sight', { skip }, async () => {
  const rooms = await page().getByRole('navigation', { name: 'Rooms' }).getByRole('link').allTextContents()
  for (const room of rooms) {
    await link(room).click()
    await stage.heading(room)
    await isInSight(stage.button('Sign out').first())
  }
  await page().setViewportSize({ width: 360, height: 740 })
  await stage.button('Menu').click()
  await isInSight(stage.button('Sign out').first())
  await page().setViewportSize({ width: 1280, height: 900 })
  await open('/audit')
  await stage.heading('Connections')

  assert.deepEqual(rooms, ['Connections', 'API keys', 'Security', 'My data', 'Profile'])
})

test('a person connects an own account, and gets to its token', { skip }, async () => {
  await stage.button('Connect an account').first().click()
  await dialog('Connect an account').waitFor()
  await isGood('connect')
  await stage.button('Make the link').click()
  await stage.button('Go to Sandbox').click()
  await stage.button(/Continue to Sandbox/).click()
  await stage
    .button(/^Authorize/)
    .first()
    .click()
  await page().waitForURL(/\/connections\/[0-9a-f-]+/)
  await page().getByText('Active').first().waitFor()
  await stage.button('Copy token').first().click()
  await stage.button('Copy to the clipboard').click()
  await stage.button('Done').click()
  await open('/connections')
  await page().getByRole('table', { name: 'Connections' }).waitFor()
})

test('a profile is made and changed', { skip }, async () => {
  await link('Profile').click()
  await field('Name in addresses').fill('ada')
  await stage.button('Make the profile').click()
  await field('Headline (optional)').fill('Runs at night')
  const changed = page().waitForResponse((response) => response.request().method() === 'PUT')
  await page().getByRole('button', { name: 'Save', exact: true }).click()
  await changed
  await open('/profile')

  await until(
    'the headline',
    async () => (await field('Headline (optional)').inputValue()) === 'Runs at night',
  )
  await isGood('profile')
})

test(
  'an app is set up from the secret that is shown, and recovery codes are shown once',
  { skip },
  async () => {
    await link('Security').click()
    await stage.button('Set up an app').click()
    await dialog('Set up an app').waitFor()
    await isGood('enrol')
    const secret = await page().getByRole('group', { name: 'The secret' }).textContent()
    app = authenticatorApp(secret!)
    const drawn = await page()
      .locator('.qr')
      .evaluate((image) => (image as HTMLImageElement).naturalWidth)
    await field('Code of the app').fill(app.nextCode())
    await keyboard().press('Enter')
    await dialog('Your recovery codes').waitFor()
    await isGood('recovery-codes')
    recoveryCodes = await page()
      .getByRole('list', { name: 'Recovery codes' })
      .getByRole('listitem')
      .allTextContents()
    await keyboard().press('Escape')
    await stage.button('I have stored them').click()
    await panel('Two-factor authentication').getByText('10 of 10 recovery codes').waitFor()
    await isGood('security')

    assert.ok(drawn > 0)
    assert.equal(recoveryCodes.length, 10)
    assert.ok(!(await page().content()).includes(recoveryCodes[0]!))
  },
)

test('then a sign-in asks for a code of the app, and a wrong one is told', { skip }, async () => {
  await signOut()
  await signInByPassword()
  await stage.heading('And the second step')
  await field('Code of the app').fill('000000')
  await keyboard().press('Enter')
  await page().getByText('The code is wrong.').waitFor()
  await isGood('second-step')
  await field('Code of the app').fill(app.nextCode())
  await keyboard().press('Enter')

  await stage.heading('Connections')
})

test('a recovery code gets in once in its place', { skip }, async () => {
  await signOut()
  await signInByPassword()
  await stage.button('Use a recovery code').click()
  await keyboard().type(recoveryCodes[0]!)
  await keyboard().press('Enter')
  await stage.heading('Connections')
  await link('Security').click()

  await panel('Two-factor authentication').getByText('9 of 10 recovery codes').waitFor()
})

test('a passkey is added, and signs in without anything typed', { skip }, async () => {
  await stage.plugInAuthenticator()
  await stage.button('Add a passkey').click()
  await field('Name (optional)').fill('My laptop')
  await keyboard().press('Enter')
  await panel('Passkeys').getByText('My laptop').waitFor()
  await signOut()
  await stage.button('Sign in with a passkey').click()

  await stage.heading('Connections')
})

test('and is the second step of who types the password', { skip }, async () => {
  await signOut()
  await signInByPassword()
  await stage.button('Use a passkey instead').click()

  await stage.heading('Connections')
})

test(
  'what asks for a fresh proof is done after it was given, and left undone when it is not',
  { skip },
  async () => {
    await askForProofOnce('**/auth/me/export')
    await link('My data').click()
    await stage.button('Save a copy').click()
    await dialog('Is it still you?').getByLabel('Password', { exact: true }).waitFor()
    await isGood('step-up')
    await keyboard().press('Escape')
    await page().getByText('Nothing was done').waitFor()
    await askForProofOnce('**/auth/me/export')
    const saved = page().waitForEvent('download')
    await stage.button('Save a copy').click()
    await dialog('Is it still you?').getByLabel('Password', { exact: true }).fill(ada.password)
    await stage.button('Use a recovery code').click()
    await keyboard().type(recoveryCodes[2]!)
    await keyboard().press('Enter')
    const copy = readFileSync(await (await saved).path(), 'utf8')
    await field('One table of it, for a spreadsheet').selectOption({ index: 0 })
    const table = page().waitForEvent('download')
    await stage.button('Save as CSV').click()

    assert.ok(copy.includes(ada.email))
    assert.ok(!copy.includes(ada.password))
    assert.match((await table).suggestedFilename(), /^keyhold-\w+\.csv$/)
    await isGood('my-data')
  },
)

test(
  'a session that lost its access token goes on by itself, with one refresh for all that noticed',
  { skip },
  async () => {
    let refreshes = 0
    const count = (request: { url(): string }) => {
      if (request.url().endsWith('/auth/refresh')) refreshes += 1
    }
    page().on('request', count)
    await page().context().clearCookies({ name: '__Host-kh_session' })
    await open('/security')
    await panel('Where you are signed in').getByText('This browser').waitFor()
    await panel('Two-factor authentication').getByText('8 of 10').waitFor()
    page().off('request', count)

    assert.equal(refreshes, 1)
  },
)

test('another browser signs this one out, which is led to the sign-in and back', { skip }, async () => {
  const other = await signInElsewhere()
  await open('/security')
  await panel('Where you are signed in').getByRole('listitem').nth(1).waitFor()
  await isGood('sessions')
  await other.getByRole('link', { name: 'Security' }).click()
  await other.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await other.getByText('All other browsers are signed out.').first().waitFor()
  await link('My data').click()
  await link('Security').click()
  await stage.button('Make new recovery codes').click()
  await stage.heading('Sign in to Keyhold')
  await page().getByText('Your session has ended.').waitFor()
  await stage.button('Sign in with a passkey').click()
  await stage.heading('Security')
  await panel('Where you are signed in')
    .getByRole('button', { name: /^Sign out .* on / })
    .click()
  await panel('Where you are signed in').getByRole('listitem').nth(1).waitFor({ state: 'detached' })
  await other.context().close()
})

test('a forgotten password is set anew by mail, which signs nobody in', { skip }, async () => {
  await signOut()
  await link('Forgot the password?').click()
  await stage.heading('Set a new password')
  await field('E-mail address').fill(ada.email)
  await keyboard().press('Enter')
  await page().getByText('a mail is on its way').waitFor()
  await isGood('forgot-password')
  await page().goto(await mailedAddress('/reset-password'))
  await stage.heading('Choose a new password')
  await isGood('reset-password')
  await field('New password').fill(newPassword)
  await keyboard().press('Enter')
  await stage.heading('Your password is set')
  await link('Sign in').click()
  await signInByPassword(newPassword)

  await stage.heading('And the second step')
})

test('an account is to be erased in a week, and kept after all', { skip }, async () => {
  await stage.button('Use a passkey instead').click()
  await stage.heading('Connections')
  await link('My data').click()
  await stage.button('Erase my account…').click()
  await dialog('Erase my account?').waitFor()
  await isGood('erase')
  await stage.button('Erase it').click()
  await page()
    .getByText(/Your account is erased, with everything in it, on/)
    .waitFor()
  await stage.button('Keep my account').click()

  await stage.button('Erase my account…').waitFor()
})

test(
  'a person who looks after the deployment has its rooms, and goes to the own ones and back',
  { skip },
  async () => {
    const me = page().waitForResponse('**/auth/session')
    await open('/security')
    const { user } = (await (await me).json()) as { user: { id: string } }
    const made = await stage.server.asOperator('POST', `/api/people/${user.id}/operator`, {
      isOperator: true,
    })
    await open('/')
    await stage.button('Sign in with a passkey').click()
    await stage.heading('Overview')
    await link('Security').waitFor()
    await stage.button('To my own connections').click()
    await stage.heading('Connections')
    const count = await link('Audit').count()
    await stage.button('To the deployment').click()
    await stage.heading('Overview')
    await link('Audit').click()
    await stage.heading('Audit')
    await isGood('operator')
    await signOut()

    assert.equal(made.status, 204)
    assert.equal(count, 0)
  },
)

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})

/** The next answer there says that the last proof is too old, which it is after ten minutes. */
const askForProofOnce = (address: string): Promise<unknown> =>
  page().route(
    address,
    (route) =>
      route.fulfill({
        status: 403,
        json: { error: 'Prove it.', code: 'STEP_UP_REQUIRED', methods: ['otp', 'hwk', 'rc'] },
      }),
    { times: 1 },
  )

async function signInElsewhere(): Promise<Page> {
  const context: BrowserContext = await page().context().browser()!.newContext({ reducedMotion: 'reduce' })
  const other = await context.newPage()
  await other.goto(`${stage.server.url}/sign-in`)
  await other.getByLabel('E-mail address').fill(ada.email)
  await other.getByLabel('Password', { exact: true }).fill(ada.password)
  await other.keyboard.press('Enter')
  await other.getByRole('button', { name: 'Use a recovery code' }).click()
  await other.keyboard.type(recoveryCodes[1]!)
  await other.keyboard.press('Enter')
  await other.getByRole('heading', { level: 1, name: 'Connections' }).waitFor()
  return other
}
