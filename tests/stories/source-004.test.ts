import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { until } from '../faults/support/until.ts'
import { authenticatorApp } from '../support/authenticator-app.ts'
import { partsOf, startLetterBox } from '../support/letter-box.ts'
import { startServer } from '../support/server.ts'
import { openTerminal, printed, printedCommands, type Said, type Terminal, withToken } from './printed-004.ts'

/** What source 004 prints for trying its phases 1 to 3 out, word for word, by curl and bash at servers as people start them. */
const [register = ''] = printedCommands('3. Test in Development')
const sessionCommands = printedCommands('3. Test Session Management')
const [signIn = '', , refresh = ''] = sessionCommands
const factorCommands = printedCommands('4. Test 2FA (when enabled)')
const [setUp = '', enable = ''] = factorCommands
const csrfCommands = printedCommands('2. Test CSRF Protection')
const [, , profileWithout = ''] = csrfCommands

const folder = mkdtempSync(join(tmpdir(), 'keyhold-004-'))
const box = await startLetterBox()
const isOn = {
  KEYHOLD_HOME: join(folder, 'on'),
  EMAIL_ENABLED: 'true',
  TWO_FACTOR_ENABLED: 'true',
  CSRF_ENABLED: 'true',
  SMTP_HOST: '127.0.0.1',
  SMTP_PORT: String(box.port),
  SMTP_USER: 'apikey',
  SMTP_PASS: 'your-smtp-password-or-api-key',
  FROM_EMAIL: 'noreply@yourdomain.com',
  FRONTEND_URL: 'https://yourapp.com',
}
/** As its settings begin, and after a rollback. */
const isOff = { ...isOn, EMAIL_ENABLED: 'false', TWO_FACTOR_ENABLED: 'false', CSRF_ENABLED: 'false' }
/** Between: the backend is deployed, the frontend that sends the token is not. */
const isBetween = { ...isOff, TWO_FACTOR_ENABLED: 'true', KEYHOLD_HOME: join(folder, 'between') }

const terminals = { on: openTerminal(), between: openTerminal() }
let [on, between] = await Promise.all([startServer(isOn), startServer(isBetween)])
after(async () => {
  await Promise.all([on.stop(), between.stop(), box.close()])
  for (const terminal of Object.values(terminals)) terminal.close()
  rmSync(folder, { recursive: true, force: true })
})

const post = (path: string, body?: unknown): string =>
  `curl -s -X POST http://localhost:3000${path} -b cookies.txt` +
  (body === undefined ? '' : ` -H "Content-Type: application/json" -d '${JSON.stringify(body)}'`)
const signInAgain = post('/auth/login', { email: 'test@example.com', password: 'TestPass123!' }).concat(
  ' -c cookies.txt',
)
const get = (path: string): string => `curl -s http://localhost:3000${path} -b cookies.txt`
const keptTokens = (terminal: Terminal, jar: string) =>
  terminal
    .jar(jar)
    .filter(({ name }) => /^__Host-kh_(session|refresh)$/.test(name))
    .map(({ value }) => value)
const statusesOf = (answers: Said[]): number[] => answers.map(({ status }) => status)
const wordsOf = (answers: Said[]): unknown[] => answers.map(({ status, body }) => [status, body.error])

const asOn = (...commands: string[]): Promise<Said[]> => terminals.on.run(on.url, commands)
/** Of who enrolled, for the rollback. */
let recoveryCodes: string[] = []
const csrfWords = 'CSRF token validation failed'
const unprovedWords = 'Email verification required. Please verify your email address to access this resource.'

describe('with EMAIL_ENABLED, TWO_FACTOR_ENABLED and CSRF_ENABLED', () => {
  let mailed = ''

  test('phase 1: its registration is answered 201, again the same, and the mail has the link', async () => {
    const answers = await asOn(register, register)
    const letter = partsOf(await until('the mail', () => box.taken[0]))

    assert.deepEqual(statusesOf(answers), [201, 201])
    assert.deepEqual(Object.keys(answers[0]!.body), ['message'])
    assert.equal(answers[1]!.text, answers[0]!.text)
    const [, token] = /https:\/\/yourapp\.com\/verify-email#([\w-]+)/.exec(letter.body) ?? []
    mailed = token ?? assert.fail(letter.body)
  })

  test('phase 2: its sign-in keeps two cookies and a token, the list has the session, the refresh changes the cookies', async () => {
    const [signedIn, listed, refreshed, id] = await asOn(...sessionCommands, 'echo "$TOKEN"')

    assert.deepEqual(statusesOf([signedIn!, listed!, refreshed!]), [200, 200, 200])
    assert.match(id!.text, /^[0-9a-f-]{36}$/)
    const { sessions, total } = listed!.body as { sessions: Record<string, unknown>[]; total: number }
    assert.deepEqual([sessions.length, total, sessions[0]!.isCurrent], [1, 1, true])
    for (const name of ['id', 'createdAt', 'lastUsedAt', 'expiresAt'])
      assert.equal(typeof sessions[0]![name], 'string', name)
    assert.deepEqual(refreshed!.body, { message: 'Token refreshed successfully' })
    const [before, next] = ['cookies.txt', 'cookies-new.txt'].map((jar) => keptTokens(terminals.on, jar))
    assert.deepEqual([before!.length, next!.length], [2, 2])
    assert.deepEqual(
      next!.filter((token) => before!.includes(token)),
      [],
    )
  })

  test('phase 3: its profile without the token is 403, and with it, before the address is proved, 403 in other words', async () => {
    const [signedIn, , without, unproved] = await asOn(...csrfCommands)

    assert.deepEqual([signedIn!.status, signedIn!.body.requiresTwoFactor], [200, false])
    assert.deepEqual(
      [without!.status, without!.body.error, without!.body.message],
      [403, csrfWords, 'Invalid or missing CSRF token'],
    )
    assert.deepEqual(wordsOf([unproved!]), [[403, unprovedWords]])
  })

  test('phase 1: another link within the minute is 429, and says when', async () => {
    const [refused] = await asOn(post('/auth/resend-verification').concat(' -i'))

    assert.match(refused!.text, /^HTTP\/1\.1 429/)
    assert.match(refused!.text, /^retry-after: \d+\r$/im)
    assert.match(refused!.text, /"error":"Too many verification emails requested".*"retryAfter":\d+/)
  })

  test('phase 1: an address is proved once, and then no other link is sent', async () => {
    const [none, wrong, proved, again, resent] = await asOn(
      post('/auth/verify-email', {}),
      post('/auth/verify-email', { token: '0'.repeat(64) }),
      post('/auth/verify-email', { token: mailed }),
      post('/auth/verify-email', { token: mailed }),
      post('/auth/resend-verification'),
    )

    assert.deepEqual(statusesOf([none!, wrong!]), [400, 400])
    assert.deepEqual(
      [proved!.status, proved!.body],
      [200, { message: 'Email verified successfully', verified: true }],
    )
    assert.deepEqual(wordsOf([again!]), [[400, 'Invalid verification token']])
    assert.deepEqual(wordsOf([resent!]), [[400, 'Email address is already verified']])
  })

  test('phase 3: once it is proved, its four commands answer as it says', async () => {
    const [signedIn, , without, made, token] = await asOn(...csrfCommands, 'echo "$CSRF_TOKEN"')

    assert.deepEqual(statusesOf([signedIn!, without!, made!]), [200, 403, 201])
    assert.match(token!.text, /^[A-Za-z0-9._-]+$/)
    const { vanityUrl, headline } = made!.body.profile as Record<string, unknown>
    assert.deepEqual([vanityUrl, headline], ['test', 'Test'])
  })

  test('phase 3: its lines for the frontend find the token among other cookies, and send it', async () => {
    const cookies = terminals.on.jar('cookies.txt')
    const readable = cookies.filter(({ isReadable }) => isReadable)
    const asHeader = (each: typeof cookies) => each.map(({ name, value }) => `${name}=${value}`).join('; ')
    let sent: Promise<Response> | undefined

    runInNewContext(printed('1. Frontend Integration'), {
      document: { cookie: `theme=dark; ${asHeader(readable)}; last=1` },
      data: { vanityUrl: 'test' },
      fetch: (
        path: string,
        { method, headers, body }: { [name in 'method' | 'body']: string } & RequestInit,
      ) =>
        (sent = fetch(on.url + path, {
          method,
          headers: {
            ...(headers as Record<string, string>),
            cookie: asHeader(cookies),
            origin: 'https://yourapp.com',
          },
          body,
        })),
    })

    const answer = (await sent) ?? assert.fail('nothing was sent')
    assert.deepEqual(
      readable.map(({ name }) => name),
      ['XSRF-TOKEN'],
    )
    // There is a profile already: past the token, the person and the proof.
    assert.deepEqual(
      [answer.status, ((await answer.json()) as { error: string }).error],
      [409, 'Profile already exists'],
    )
  })

  test('phase 2: its commands for 2FA are 403 without the token, and answer with it', async () => {
    const without = await asOn(...factorCommands)
    const [made, wrong] = await asOn(...factorCommands.map(withToken))

    assert.deepEqual(
      without.map(({ body }) => body.error),
      [csrfWords, csrfWords],
    )
    assert.deepEqual(
      [made!.status, Object.keys(made!.body)],
      [200, ['secret', 'otpauthUrl', 'qr', 'message']],
    )
    assert.deepEqual(wordsOf([wrong!]), [[400, 'Invalid verification code']])
  })

  test('phase 2: who enrolled signs in by code, and whose it is the cookie says, not the body', async () => {
    const [made] = await asOn(withToken(setUp))
    const app = authenticatorApp(String(made!.body.secret))
    const [enrolled, again] = await asOn(
      withToken(enable.replace('123456', app.nextCode())).concat(' -c cookies.txt'),
      withToken(setUp),
    )
    const [asked, wrong, verified, me] = await asOn(
      signInAgain,
      post('/auth/2fa/verify', { code: 'wrong!', userId: 'somebody' }),
      post('/auth/2fa/verify', { code: app.nextCode(), userId: 'somebody' }).concat(' -c cookies.txt'),
      get('/auth/me'),
    )
    recoveryCodes = enrolled!.body.recoveryCodes as string[]

    assert.deepEqual([enrolled!.status, enrolled!.body.enabled], [200, true])
    assert.deepEqual(wordsOf([again!]), [[400, 'Two-factor authentication is already enabled']])
    assert.deepEqual([asked!.status, asked!.body], [200, { requiresTwoFactor: true }])
    assert.deepEqual(wordsOf([wrong!]), [[401, 'Invalid verification code']])
    assert.deepEqual([verified!.status, verified!.body.verified], [200, true])
    assert.equal((me!.body.user as Record<string, unknown>).emailVerified, true)
  })
})

const asBetween = (...commands: string[]): Promise<Said[]> => terminals.between.run(between.url, commands)
const offWords = (feature: string): string => `${feature} feature is not enabled`

describe('with TWO_FACTOR_ENABLED alone', () => {
  test('phases 1 and 2: whoever registered signs in, and the list and the refresh answer', async () => {
    const answers = await asBetween(register, ...sessionCommands)

    assert.deepEqual(statusesOf(answers), [201, 200, 200, 200])
  })

  test('phase 2: after its refresh its commands for 2FA answer with the cookies of before, as they are printed', async () => {
    const [made, wrong] = await asBetween(...factorCommands)

    assert.equal(typeof made!.body.secret, 'string')
    assert.deepEqual(wordsOf([wrong!]), [[400, 'Invalid verification code']])
  })

  test('phase 3: both of its profiles go through, so that the second finds the first', async () => {
    const [signedIn, , without, second] = await asBetween(...csrfCommands)

    assert.deepEqual(statusesOf([signedIn!, without!]), [200, 201])
    assert.deepEqual(wordsOf([second!]), [[409, 'Profile already exists']])
  })

  test('phase 2: its commands for 2FA answer without the token, up to switching it off', async () => {
    const [none] = await asBetween(post('/auth/2fa/disable', { code: '123456' }))
    const [made, wrong] = await asBetween(...factorCommands)
    const [enrolled] = await asBetween(
      enable
        .replace('123456', authenticatorApp(String(made!.body.secret)).nextCode())
        .concat(' -c cookies.txt'),
    )
    const [code] = enrolled!.body.recoveryCodes as string[]
    const [disabled] = await asBetween(post('/auth/2fa/disable', { code }))

    assert.deepEqual(wordsOf([none!]), [[400, 'Two-factor authentication is not set up']])
    assert.match(String(made!.body.otpauthUrl), /^otpauth:\/\/totp\//)
    assert.deepEqual(wordsOf([wrong!]), [[400, 'Invalid verification code']])
    assert.equal(enrolled!.body.enabled, true)
    assert.deepEqual([disabled!.status, disabled!.body.enabled], [200, false])
  })

  test('phase 1: what needs mail is 404', async () => {
    const answers = await asBetween(
      post('/auth/verify-email', { token: 'a' }),
      post('/auth/resend-verification'),
    )

    assert.deepEqual(wordsOf(answers), [
      [404, offWords('Email verification')],
      [404, offWords('Email verification')],
    ])
  })
})

describe('its refusals, in its words', () => {
  test('5.1: what is missing, an address that is none, and who is not known', async () => {
    const unknown = { email: 'nobody@example.com', password: 'TestPass123!' }
    const answers = await asBetween(
      post('/auth/register', {}),
      post('/auth/register', { email: 'test', username: 'a', password: 'TestPass123!' }),
      post('/auth/register', { email: 'b@example.com', username: 'b', password: 'short' }),
      post('/auth/login', {}),
      post('/auth/login', unknown),
      get('/auth/me').replace('cookies.txt', 'none.txt'),
    )

    assert.deepEqual(statusesOf(answers), [400, 400, 400, 400, 401, 401])
    assert.deepEqual(
      [answers[1], answers[4], answers[5]].map((answer) => answer!.body.error),
      ['Invalid email format', 'Invalid email or password', 'Authentication required'],
    )
  })

  test('5.2: a session is ended by its id, the own one by signing out', async () => {
    await asBetween(signIn.replace('cookies.txt', 'other.txt'), signInAgain)
    const [listed] = await asBetween(get('/auth/sessions'))
    const { sessions } = listed!.body as { sessions: { id: string; isCurrent: boolean }[] }
    const sessionId = sessions.find(({ isCurrent }) => !isCurrent)!.id
    const answers = await asBetween(
      post('/auth/logout-session', {}),
      post('/auth/logout-session', { sessionId: 'another' }),
      post('/auth/logout-session', { sessionId }),
      post('/auth/logout-session', { sessionId }),
      post('/auth/logout'),
      refresh,
      refresh.replace('cookies.txt', 'none.txt'),
      `curl -s -X POST http://localhost:3000/auth/refresh -b __Host-kh_refresh=ours-is-longer`,
    )

    assert.deepEqual(statusesOf(answers), [400, 404, 200, 200, 200, 401, 401, 401])
    assert.deepEqual(answers[2]!.body, { message: 'Session invalidated successfully', sessionId })
    assert.deepEqual(answers[3]!.body, { message: 'Session already invalidated', sessionId })
    assert.deepEqual(
      [answers[1], ...answers.slice(5)].map((answer) => answer!.body.error),
      [
        'Session not found',
        'Refresh token has been invalidated',
        'Refresh token required',
        'Invalid refresh token',
      ],
    )
  })

  test('5.3: a profile asks for the token before the person, and for the person before what it is', async () => {
    const bare = { vanityUrl: 'not one' }
    await asOn(signInAgain, post('/auth/2fa/verify', { code: recoveryCodes[0] }).concat(' -c cookies.txt'))
    const [stranger, without, wrong] = await asOn(
      post('/profiles', bare).replace('cookies.txt', 'none.txt'),
      post('/profiles', bare),
      withToken(post('/profiles', bare)),
    )

    assert.deepEqual(wordsOf([stranger!, without!]), [
      [403, csrfWords],
      [403, csrfWords],
    ])
    assert.deepEqual(wordsOf([wrong!]), [
      [400, 'vanityUrl can only contain letters, numbers, hyphens, and underscores'],
    ])
  })
})

describe('after the rollback: all three switched off, over the same data', () => {
  test('phase 2: its commands for 2FA are 404, and who enrolled is still asked for the code', async () => {
    await on.stop()
    on = await startServer(isOff)
    const [asked, verified, ...answers] = await asOn(
      signInAgain,
      post('/auth/2fa/verify', { code: recoveryCodes[1] }).concat(' -c cookies.txt'),
      ...factorCommands,
    )

    assert.deepEqual([asked!.body, verified!.body.verified], [{ requiresTwoFactor: true }, true])
    assert.deepEqual(
      answers.map(({ body }) => body.error),
      [offWords('Two-factor authentication'), offWords('Two-factor authentication')],
    )
  })

  test('phases 1 and 3: the profile is there and changed without the token, and nobody needs to prove an address', async () => {
    const [changed, unproved] = await asOn(
      post('/profiles', { headline: 'Later' }).replace('POST', 'PUT'),
      post('/auth/resend-verification'),
    )
    const [, , made] = await asOn(
      ...[register, signInAgain, profileWithout].map((each) =>
        each
          .replace('test@example', 'second@example')
          .replace('testuser', 'second')
          .replace('"test"', '"second"'),
      ),
    )

    assert.deepEqual(
      [changed!.status, (changed!.body.profile as Record<string, unknown>).vanityUrl],
      [200, 'test'],
    )
    assert.deepEqual(wordsOf([unproved!]), [[404, offWords('Email verification')]])
    assert.equal(made!.status, 201)
  })
})
