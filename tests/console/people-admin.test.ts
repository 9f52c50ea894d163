import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { codeAt, stepOf } from '../../src/parts/accounts/factors/totp.ts'
import { signedInHeaders } from '../support/operator.ts'
import { openStage, skip, type Stage } from './stage.ts'

const password = 'correct horse battery'
let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage({ CSRF_ENABLED: 'true' })
  await Promise.all([...['ada', 'bob'].map(signUp), stage.signIn()])
  await enrol('ada')
})

after(() => stage?.close())

const addressOf = (name: string) => `${name}@example.org`
const keyboard = () => stage.page.keyboard
const main = () => stage.page.getByRole('main')
const part = (name: string) => main().getByRole('region', { name, exact: true })
const people = () => main().getByRole('table', { name: 'People, newest first' })
const dialog = (name: string) => stage.page.getByRole('dialog', { name })
const act = (name: string) => main().getByRole('group', { name: 'Actions' }).getByRole('button', { name })

const send = (method: string, path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(stage.server.url + path, {
    method,
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      'sec-fetch-site': 'same-origin',
      origin: stage.server.url,
      ...headers,
    },
  })

async function signUp(username: string): Promise<void> {
  const { status } = await send('POST', '/auth/register', {
    email: addressOf(username),
    username,
    password,
  })
  assert.equal(status, 201)
}

/** Signs somebody in and gives it an authenticator app. */
async function enrol(name: string): Promise<void> {
  const signedIn = await send('POST', '/auth/login', { email: addressOf(name), password })
  assert.equal(signedIn.status, 200)
  const headers = signedInHeaders(signedIn)
  const { otpauthUrl } = (await (await send('POST', '/auth/2fa/setup', {}, headers)).json()) as {
    otpauthUrl: string
  }
  const secret = fromBase32(new URL(otpauthUrl).searchParams.get('secret') ?? '')
  const enabled = await send(
    'POST',
    '/auth/2fa/enable',
    { code: codeAt(secret, stepOf(new Date())) },
    headers,
  )
  assert.equal(enabled.status, 200)
}

function fromBase32(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...text].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

async function openRoom(): Promise<void> {
  await stage.page.goto(`${stage.server.url}/people`)
  await stage.heading('People')
  await people().waitFor()
}

async function openPerson(name: string): Promise<void> {
  await openRoom()
  await people().getByRole('link', { name }).click()
  await stage.heading(name)
  await part('Account').waitFor()
}

async function find(text: string): Promise<void> {
  await main().getByRole('searchbox').fill(text)
  await keyboard().press('Enter')
}

test('people are listed with the state of each account', { skip }, async () => {
  await stage.page.keyboard.press('g')
  await stage.page.keyboard.press('u')
  await stage.heading('People')
  await people().waitFor()
  await stage.isAccessible('people')
  await stage.fitsEveryWindow('people')

  const rows = await people().getByRole('row').allInnerTexts()
  assert.match(
    rows.slice(1).toSorted().join('\n'),
    /^ada\s+ada@example\.org\s+Address not proved[^]*bob\s+bob@example\.org\s+Address not proved/,
  )
})

test('what finds a person is read whole on a phone', { skip }, async () => {
  await stage.page.setViewportSize({ width: 360, height: 740 })
  await openRoom()
  await main().getByRole('searchbox', { name: 'User name, whole address, id or subject' }).waitFor()
  const hint = await main().getByText('User name, whole address, id or subject').boundingBox()
  await stage.picture('people-find-phone')
  await stage.page.setViewportSize({ width: 1280, height: 900 })

  assert.ok(hint && hint.width > 200 && hint.x + hint.width <= 360)
})

test(
  'a person is found by how the name begins, and by a whole address that the page’s own never shows',
  { skip },
  async () => {
    await openRoom()
    await find('bo')
    await stage.page.waitForURL(/\/people\?name=bo$/)
    await people().getByRole('link', { name: 'ada' }).waitFor({ state: 'detached' })
    await find('nobody@example.org')
    await main().getByText('Nobody has this mail address.').waitFor()
    const addressOfPage = stage.page.url()
    await find('ADA@example.org')
    await stage.heading('ada')
    const person = await part('Account').innerText()
    await stage.page.goBack()
    await find('zz')
    await main().getByText('No user name begins like that.').waitFor()

    assert.doesNotMatch(addressOfPage, /example\.org/)
    assert.match(person, /ada@example\.org[\s\S]*an authenticator app, 10 recovery codes left/)
  },
)

test('an account is switched off with a reason, by keys alone, and on again', { skip }, async () => {
  await openPerson('bob')
  await act('Switch off…').focus()
  await keyboard().press('Enter')
  await dialog('Switch off the account of bob?').waitFor()
  await keyboard().press('Enter')
  await dialog('Switch off the account of bob?').getByText('Say why').waitFor()
  await stage.isAccessible('people-disable')
  await keyboard().type('asked by mail')
  await keyboard().press('Enter')
  await main().getByText('Reason: asked by mail').waitFor()
  const refused = await send('POST', '/auth/login', { email: addressOf('bob'), password })
  await act('Switch on…').click()
  await dialog('Switch on the account of bob?').getByRole('button', { name: 'Switch on' }).click()
  await main().getByText('Reason: asked by mail').waitFor({ state: 'detached' })
  const welcome = await send('POST', '/auth/login', { email: addressOf('bob'), password })

  assert.deepEqual([refused.ok, welcome.status], [false, 200])
})

test('second factors are taken off in a day, which is shown and taken back', { skip }, async () => {
  await openPerson('ada')
  await act('Reset second factors…').click()
  await keyboard().press('Tab')
  await keyboard().press('Enter')
  await main()
    .getByText(/All second factors are taken off in 2[34] h/)
    .waitFor()
  await stage.page.reload()
  await stage.button('Leave the factors').waitFor()
  await stage.isAccessible('people-factors-under-way')
  await stage.fitsEveryWindow('people-factors-under-way')
  await stage.button('Leave the factors').click()
  await stage.button('Leave the factors').waitFor({ state: 'detached' })
  await act('Reset second factors…').waitFor()

  assert.match(await part('Account').innerText(), /an authenticator app/)
})

test('sessions are shown and ended', { skip }, async () => {
  await openPerson('ada')
  const before = await part('Sessions').innerText()
  await act('End all sessions…').click()
  await dialog('End all sessions of ada?').getByRole('button', { name: 'End them' }).click()
  await stage.page.getByText('1 session ended.').waitFor()
  await part('Sessions').getByText('Signed in nowhere.').waitFor()

  assert.match(before, /by a code and a password/)
})

test('a link for a new password is mailed, and the settings tell that no mail leaves', { skip }, async () => {
  await openPerson('ada')
  await act('Send a password reset…').click()
  await dialog('Mail ada a link for a new password?').getByText('no way out for mail').waitFor()
  await dialog('Mail ada a link for a new password?').getByRole('button', { name: 'Send it' }).click()
  await stage.page.getByText('The link is on its way.').waitFor()
  await stage.page.goto(`${stage.server.url}/settings`)
  await part('Mail').getByText('This deployment has no way out for mail.').waitFor()

  assert.match(await part('Mail').innerText(), /Reset password\s+Waiting/)
  assert.doesNotMatch(await part('Mail').innerText(), /example\.org/)
})

test('a person is made an operator, and what is refused is told', { skip }, async () => {
  await openPerson('bob')
  await act('Make operator…').click()
  await dialog('Make bob an operator?').getByRole('button', { name: 'Make operator' }).click()
  await part('Account').getByText('Operator', { exact: true }).waitFor()
  await act('Operator no more…').waitFor()
  await stage.page.route('**/operator', (route) =>
    route.fulfill({ status: 409, json: { title: 'Not this one.', code: 'PERSON_UNFIT', hint: 'Another.' } }),
  )
  await act('Operator no more…').click()
  await dialog('bob shall be no operator any more?').getByRole('button', { name: 'Take it away' }).click()
  await dialog('bob shall be no operator any more?').getByText('PERSON_UNFIT').waitFor()
  await stage.page.unroute('**/operator')
})

test(
  'a feature is switched after a warning, goes back, and is the environment’s where that says so',
  { skip },
  async () => {
    const feature = (name: string) => part('Features').getByRole('group', { name })
    const twoFactor = 'Two-factor authentication'
    await stage.page.goto(`${stage.server.url}/settings`)
    await feature(twoFactor).getByText('by default').waitFor()
    await feature(twoFactor)
      .getByRole('button', { name: /^Switch off…/ })
      .focus()
    await keyboard().press('Enter')
    await dialog(`Switch ${twoFactor} off?`).getByText('Who has one is still asked for it.').waitFor()
    await stage.isAccessible('features-warning')
    await keyboard().press('Tab')
    await keyboard().press('Enter')
    await feature(twoFactor).getByText('switched by an operator').waitFor()
    await feature(twoFactor).getByText('Off', { exact: true }).waitFor()
    await feature(twoFactor)
      .getByRole('button', { name: /^As by default/ })
      .click()
    await dialog(`${twoFactor} as by default?`).getByRole('button', { name: 'As by default' }).click()
    await feature(twoFactor).getByText('by default').last().waitFor()
    await feature(twoFactor).getByText('On', { exact: true }).waitFor()

    assert.match(await feature('CSRF protection').innerText(), /CSRF_ENABLED, set by the environment/)
    assert.equal(await feature('CSRF protection').getByRole('button').count(), 0)
  },
)

test('writes that CSRF protection refused are counted', { skip }, async () => {
  const signedIn = await send('POST', '/auth/login', { email: addressOf('bob'), password })
  const { cookie } = signedInHeaders(signedIn)
  const { status } = await send('POST', '/auth/logout-others', {}, { cookie })
  await stage.page.goto(`${stage.server.url}/settings`)
  await part('Features').getByRole('table').waitFor()
  await stage.isAccessible('features')
  await stage.fitsEveryWindow('features')

  assert.equal(status, 403)
  assert.match(await part('Features').getByRole('table').innerText(), /Without a token\s+1\s+0/)
})

test('everybody’s sessions are ended at once', { skip }, async () => {
  await openRoom()
  await stage.button('End everybody’s sessions…').click()
  await dialog('End everybody’s sessions?').getByRole('button', { name: 'End them all' }).click()
  await stage.page.getByText('Everybody is signed out.').waitFor()
})

test('nobody is found under an id that is nobody’s', { skip }, async () => {
  await openRoom()
  await find('0199a1fc-0000-7000-8000-000000000000')
  await main().getByText('There is no such person.').waitFor()
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})
