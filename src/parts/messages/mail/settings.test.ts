import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Environment, readSettings } from '../../../kit/settings.ts'
import { messageSettings } from '../settings.ts'
import { mailSettings, wayOut } from './settings.ts'

const readingOf = (environment: Environment) => ({ environment, production: false, readFile: () => '' })
const smtpOf = (raw: string) => mailSettings.smtp.read(raw)
const senderOf = (raw: string | undefined, environment: Environment = {}) =>
  mailSettings.mailFrom.read(raw, readingOf(environment))

test('a server is an address of smtp or smtps, and known to be on this machine or not', () => {
  assert.deepEqual(smtpOf('smtp://apikey:a%40b@mail.example.org'), {
    host: 'mail.example.org',
    port: 587,
    isTls: false,
    isLoopback: false,
    login: { user: 'apikey', password: 'a@b' },
  })
  assert.deepEqual(smtpOf('smtps://[::1]'), {
    host: '::1',
    port: 465,
    isTls: true,
    isLoopback: true,
    login: null,
  })
  const names = ['localhost', '127.0.0.1', '127.0.0.1.example.org', 'localhost.example.org']
  assert.deepEqual(
    names.map((name) => smtpOf(`smtp://${name}`)?.isLoopback),
    [true, true, false, false],
  )
})

test('a server that is none is refused without a word of its password', () => {
  for (const raw of ['mail:25', 'https://u:hush@mail', 'smtp://u:hush@mail/path'])
    assert.throws(
      () => smtpOf(raw),
      (error: Error) => /wants smtp:/.test(error.message) && !error.message.includes('hush'),
    )
})

test('a sender is one address, with a name or without, and is needed where a server is set', () => {
  assert.deepEqual(
    ['a@example.org', 'Example App <a@example.org>', '"Example, App" <a@example.org>'].map((raw) =>
      senderOf(raw),
    ),
    ['', 'Example App', 'Example, App'].map((name) => ({ name, address: 'a@example.org' })),
  )
  for (const raw of ['a@b.org, c@d.org', 'App <a@b.org> <c@d.org>', 'a\nb <a@b.org>', 'app'])
    assert.throws(() => senderOf(raw), /wants an address/, raw)
  assert.throws(() => senderOf(undefined, { SMTP_URL: 'smtp://mail' }), /is missing/)
})

const read = (environment: Environment) =>
  readSettings(readingOf(environment), [messageSettings])(messageSettings)
const from = { name: '', address: 'noreply@example.org' }

describe('the way out', () => {
  test('is a server that is named by parts, as 004 names it, the sender too', () => {
    const environment = {
      SMTP_HOST: 'smtp.example.org',
      SMTP_PORT: '2587',
      SMTP_USER: 'apikey',
      SMTP_PASS: 'hush',
      FROM_EMAIL: 'noreply@example.org',
    }

    assert.deepEqual(wayOut(read(environment)), {
      kind: 'smtp',
      server: {
        host: 'smtp.example.org',
        port: 2587,
        isTls: false,
        isLoopback: false,
        login: { user: 'apikey', password: 'hush' },
      },
      from,
    })
  })

  test('has TLS from the first byte at port 465, and STARTTLS at the usual one', () => {
    const serverOf = (environment: Environment) => {
      const way = wayOut(read({ SMTP_HOST: 'localhost', FROM_EMAIL: 'a@example.org', ...environment }))
      return way?.kind === 'smtp' ? way.server : null
    }

    assert.deepEqual(serverOf({ SMTP_PORT: '465' }), {
      host: 'localhost',
      port: 465,
      isTls: true,
      isLoopback: true,
      login: null,
    })
    assert.deepEqual([serverOf({})?.port, serverOf({})?.isTls], [587, false])
  })

  test('is the API of Resend where its key is given, at its own address or another', () => {
    const environment = { RESEND_API_KEY: 're_1', MAIL_FROM: 'noreply@example.org' }
    const baseOf = (more: Environment) => {
      const way = wayOut(read({ ...environment, ...more }))
      return way?.kind === 'resend' ? way.baseUrl.href : null
    }

    assert.equal(baseOf({}), 'https://api.resend.com/')
    assert.equal(baseOf({ RESEND_BASE_URL: 'http://127.0.0.1:4000' }), 'http://127.0.0.1:4000/')
  })

  test('is none without a server, and none is made up for a sender alone', () => {
    assert.deepEqual([wayOut(read({})), wayOut(read({ MAIL_FROM: 'a@example.org' }))], [null, null])
  })

  for (const [words, environment] of Object.entries<Environment>({
    'SMTP_HOST: both it and SMTP_URL are set': { SMTP_URL: 'smtp://a', SMTP_HOST: 'a', MAIL_FROM: 'a@b.org' },
    'RESEND_API_KEY: both it and SMTP_HOST are set': {
      SMTP_HOST: 'a',
      RESEND_API_KEY: 're_1',
      MAIL_FROM: 'a@b.org',
    },
    'MAIL_FROM: is missing; SMTP_HOST needs a sender': { SMTP_HOST: 'a' },
    'MAIL_FROM: is missing; RESEND_API_KEY needs a sender': { RESEND_API_KEY: 're_1' },
    'SMTP_PASS: is missing; SMTP_USER needs a password': {
      SMTP_HOST: 'a',
      SMTP_USER: 'u',
      MAIL_FROM: 'a@b.org',
    },
    'FROM_EMAIL: both it and MAIL_FROM are set': { FROM_EMAIL: 'c@b.org', MAIL_FROM: 'a@b.org' },
    'SMTP_HOST: wants the name of a server alone': { SMTP_HOST: 'smtp://u:hush@a', MAIL_FROM: 'a@b.org' },
  }))
    test(`is refused in words: ${words}`, () => {
      assert.throws(
        () => read(environment),
        (error: Error) => error.message.includes(words) && !error.message.includes('hush'),
      )
    })
})

test("mail calls the app by its name, the sender's, or the app's host", () => {
  const nameOf = (environment: Environment) => read(environment).appName

  assert.deepEqual(
    [
      { KEYHOLD_APP_NAME: 'Example', MAIL_FROM: 'Other <a@example.org>' },
      { MAIL_FROM: '"Other App" <a@example.org>' },
      { FROM_EMAIL: 'a@example.org', FRONTEND_URL: 'https://app.example.org/x' },
      {},
    ].map(nameOf),
    ['Example', 'Other App', 'app.example.org', 'this app'],
  )
  assert.equal(read({ KEYHOLD_APP_NAME: 'Example', FROM_EMAIL: 'a@example.org' }).mailFrom?.name, 'Example')
})
