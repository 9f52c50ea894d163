import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Environment } from '../../../kit/settings.ts'
import { mailSettings } from './settings.ts'

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
