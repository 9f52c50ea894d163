import assert from 'node:assert/strict'
import { fromBase32 } from '../../../src/parts/accounts/factors/base32.ts'
import { until } from '../../faults/support/until.ts'
import { authenticatorApp } from '../../support/authenticator-app.ts'
import { partsOf } from '../../support/letter-box.ts'
import type { Answered, Ask } from './asking.ts'
import type { House } from './house.ts'

const email = 'ada@example.org'

/** Cookies of people: what each is, and which bytes of it are the secret. */
const cookieKinds: Readonly<Record<string, { kind: string; secret?: [from: number, to: number] }>> = {
  // Before the secret stand the session's id and a number, which are none, and behind it a tag.
  '__Host-kh_session': { kind: 'session of a person', secret: [20, 52] },
  '__Host-kh_refresh': { kind: 'refresh token of a session', secret: [20, 52] },
  '__Host-kh_challenge': { kind: 'challenge of a sign-in', secret: [0, 32] },
  '__Host-kh_device': { kind: 'name of a browser', secret: [0, 32] },
  // Pages read it, but from its cookie alone.
  'XSRF-TOKEN': { kind: 'CSRF token' },
}

/** Somebody signs up, signs in by password and code, proves more, forgets the password, sets another and signs out. */
export async function visit(house: House): Promise<void> {
  const { plant } = house
  const send = browserOf(house)
  const password = plant('password of a person', 'awkward')
  await send('/auth/register', { body: { email, username: 'ada', password } })
  await goWrong(house)
  await send('/auth/verify-email', { body: { token: await mailedToken(house, '/verify-email') } })
  await send('/auth/login', { body: { email, password } })
  await send('/auth/refresh')
  const { app, recoveryCodes } = await enrol(house, send)
  await signIn(send, password, app.nextCode())
  await signIn(send, password, recoveryCodes[0]!)
  await send('/auth/step-up', { body: { password, code: recoveryCodes[1] } })
  for (const path of ['me', 'session', 'sessions', 'factors', 'me/export'])
    await send(`/auth/${path}`, { method: 'GET' })
  await send('/auth/forgot-password', { body: { email } })
  const next = plant('password of a person')
  const token = await mailedToken(house, '/reset-password')
  await send('/auth/reset-password', { body: { token, password: next } })
  await signIn(send, next, recoveryCodes[2]!)
  await send('/auth/logout')
}

type Send = (path: string, ask?: Pick<Ask, 'method' | 'body' | 'shows'>) => Promise<Answered>

/** A browser on one of our own pages: posts by default, and each cookie that it is given is noticed. */
function browserOf(house: House): Send {
  const cookies = new Map<string, string>()
  return async (path, ask = {}) => {
    const token = cookies.get('XSRF-TOKEN')
    const answered = await house.ask(path, {
      method: 'POST',
      ...ask,
      sets: Object.values(cookieKinds).map(({ kind }) => kind),
      headers: {
        'sec-fetch-site': 'same-origin',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(token !== undefined && { 'x-csrf-token': token }),
      },
    })
    assert.ok(answered.status < 300, `${path}: ${answered.text}`)
    for (const line of answered.headers.getSetCookie()) keep(house, cookies, line)
    return answered
  }
}

function keep({ notice }: House, cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
  cookies.delete(name)
  // A cookie that is taken away.
  if (value === '') return
  cookies.set(name, value)
  const { kind, secret } = cookieKinds[name] ?? assert.fail(`a cookie that is not known: ${name}`)
  notice(kind, value, secret && Buffer.from(value, 'base64url').subarray(...secret))
}

/** What is wrong is a secret, too: often another one of the same person, or the right one with a slip in it. */
async function goWrong({ ask, plant }: House): Promise<void> {
  const headers = { 'sec-fetch-site': 'same-origin' }
  const wrong: Record<string, object> = {
    '/auth/login': { email, password: plant('wrong password') },
    '/auth/verify-email': { token: plant('wrong link') },
    '/auth/reset-password': { token: plant('wrong link'), password: plant('wrong password') },
    '/auth/2fa/verify': { code: plant('wrong code') },
  }
  for (const [path, body] of Object.entries(wrong)) await ask(path, { method: 'POST', body, headers })
  const cookie = `__Host-kh_refresh=${plant('wrong session')}`
  await ask('/auth/refresh', { method: 'POST', headers: { ...headers, cookie } })
}

async function mailedToken({ letterBox, notice }: House, page: string): Promise<string> {
  const link = new RegExp(`${page}#([\\w-]{43})`)
  const token = await until(`the mail that leads to ${page}`, () =>
    letterBox.taken.map((taken) => link.exec(partsOf(taken).body)?.[1]).find((found) => found !== undefined),
  )
  return notice('token of a mail', token, Buffer.from(token, 'base64url'))
}

/** The app's own codes are not noticed: six digits stand by accident in many a number. */
async function enrol({ notice }: House, send: Send) {
  const made = await send('/auth/2fa/setup', { shows: ['secret of an authenticator'] })
  const text = String(made.json.secret)
  const app = authenticatorApp(notice('secret of an authenticator', text, fromBase32(text)))
  const enabled = await send('/auth/2fa/enable', {
    body: { code: app.nextCode() },
    shows: ['recovery code'],
  })
  const recoveryCodes = enabled.json.recoveryCodes as string[]
  for (const code of recoveryCodes) notice('recovery code', code, Buffer.from(code.replace('-', '')))
  return { app, recoveryCodes }
}

async function signIn(send: Send, password: string, code: string): Promise<void> {
  await send('/auth/login', { body: { email, password } })
  await send('/auth/2fa/verify', { body: { code } })
}
