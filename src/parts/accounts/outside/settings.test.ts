import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { defineSettings, type Environment, readSettings, SettingsError } from '../../../kit/settings.ts'
import { consoleSettings } from '../console-sign-in/settings.ts'
import { clerkSettings } from './clerk-settings.ts'
import { issuerSettings } from './issuer-settings.ts'
import { aKey, publishableKey } from './token.fixture.ts'

const spec = defineSettings('outside', { ...clerkSettings, ...issuerSettings, ...consoleSettings })

const read = (environment: Environment, { production = false, files = {} as Record<string, string> } = {}) =>
  readSettings({ environment, production, readFile: (path) => files[path] ?? missing() }, [spec])(spec)

function missing(): never {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
}

/** What is wrong with it, in words. */
function mistakeIn(environment: Environment, options?: Parameters<typeof read>[1]): string {
  try {
    read(environment, options)
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes.join('\n')
    throw error
  }
  return assert.fail('there was no mistake')
}

test('a publishable key of Clerk leads to its keys and says who the issuer is', () => {
  const { clerk } = read({ CLERK_PUBLIC_KEY: publishableKey }, { production: true })

  assert.deepEqual(clerk, {
    issuer: 'https://clerk.test',
    keys: { kind: 'jwks', url: 'https://clerk.test/.well-known/jwks.json' },
  })
})

test("a placeholder, or a key that names no host, is no publishable key of Clerk's", () => {
  for (const text of [
    'YOUR_KEY_HERE',
    Buffer.from('clerk.test').toString('base64'),
    Buffer.from('clerk.test/path$').toString('base64'),
    Buffer.from('user@clerk.test$').toString('base64'),
    Buffer.from('localhost$').toString('base64'),
    Buffer.from('$').toString('base64'),
  ])
    assert.match(mistakeIn({ CLERK_PUBLIC_KEY: `pk_test_${text}` }), /CLERK_PUBLIC_KEY: .*publishable key/)
})

test('a PEM is taken with its lines as they are, or written in one', async () => {
  const { pem } = await aKey()

  for (const text of [pem, pem.trim().replaceAll('\n', '\\n')])
    assert.equal(read({ CLERK_PUBLIC_KEY: text }).clerk?.keys.kind, 'pem')
})

test('production wants to know whose key a PEM is', async () => {
  const { pem } = await aKey()

  assert.match(mistakeIn({ CLERK_PUBLIC_KEY: pem }, { production: true }), /CLERK_ISSUER/)
  const named = { CLERK_PUBLIC_KEY: pem, CLERK_ISSUER: 'https://clerk.test' }
  assert.equal(read(named, { production: true }).clerkIssuer, 'https://clerk.test')
})

test('a private key, a short one, one of another kind and half a PEM are refused', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  const { publicKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pemOf = (key: typeof privateKey, type: 'spki' | 'pkcs8') =>
    key.export({ type, format: 'pem' } as never)

  const mistakes = [
    String(pemOf(privateKey, 'pkcs8')),
    String(pemOf(short, 'spki')),
    String(pemOf(curve, 'spki')),
    '-----BEGIN PUBLIC KEY-----\nMIIB',
  ].map((text) => mistakeIn({ CLERK_PUBLIC_KEY: text }))

  assert.match(mistakes[0]!, /private key/)
  assert.doesNotMatch(mistakes[0]!, /BEGIN/)
  assert.match(mistakes[1]!, /1024 bits/)
  assert.match(mistakes[2]!, /kind ec, which does not sign by RS256/)
  assert.match(mistakes[3]!, /cannot be read/)
})

test('the address of a JWKS is taken, in production by https alone', () => {
  const url = 'http://127.0.0.1:4000/jwks.json'

  assert.deepEqual(read({ CLERK_PUBLIC_KEY: url }).clerk, {
    issuer: 'http://127.0.0.1:4000',
    keys: { kind: 'jwks', url },
  })
  assert.match(mistakeIn({ CLERK_PUBLIC_KEY: url }, { production: true }), /https/)
  assert.match(mistakeIn({ CLERK_PUBLIC_KEY: 'sk_live_secret' }), /publishable key/)
})

const own = { issuer: 'https://id.test', audience: 'keyhold' }

test('issuers are a list in the variable, or a file', () => {
  const text = JSON.stringify([own])

  for (const { issuers } of [
    read({ KEYHOLD_ISSUERS: text }),
    read({ KEYHOLD_ISSUERS: 'issuers.json' }, { files: { 'issuers.json': text } }),
  ])
    assert.deepEqual(issuers, [
      {
        issuer: 'https://id.test',
        keys: { kind: 'discovery' },
        algorithms: ['RS256'],
        audience: ['keyhold'],
        authorizedParties: [],
        mayLackParty: true,
        sessionsAlone: false,
        vouchesForAddress: false,
      },
    ])
})

test('J1: an issuer that takes a shared secret or no signature cannot be configured', () => {
  for (const algorithms of [['HS256'], ['none'], ['RS256', 'HS512'], []])
    assert.match(
      mistakeIn({ KEYHOLD_ISSUERS: JSON.stringify([{ ...own, algorithms }]) }),
      /KEYHOLD_ISSUERS: entry/,
    )
})

test('J3: an issuer needs to say which of its tokens are for us', () => {
  assert.match(
    mistakeIn({ KEYHOLD_ISSUERS: JSON.stringify([{ issuer: own.issuer }]) }),
    /audience or authorizedParties/,
  )
})

test('a list that is no list, has an unknown member, an issuer twice, or a plain address in production is told', () => {
  const told = (value: unknown, production = false) =>
    mistakeIn({ KEYHOLD_ISSUERS: JSON.stringify(value) }, { production })

  assert.match(told({}), /KEYHOLD_ISSUERS/)
  assert.match(told([{ ...own, secret: 'x' }]), /secret/)
  assert.match(told([own, own]), /twice/)
  assert.match(told([{ ...own, issuer: 'http://id.test' }], true), /https/)
  assert.match(told([{ ...own, jwks: 'https://id.test/jwks', pem: 'x' }]), /keep one/)
  assert.match(mistakeIn({ KEYHOLD_ISSUERS: '[{' }), /no JSON/)
  assert.match(mistakeIn({ KEYHOLD_ISSUERS: 'nowhere.json' }), /ENOENT/)
})

test("the console's provider is set up whole, or not at all", () => {
  const whole = {
    CONSOLE_OIDC_ISSUER: 'https://id.test',
    CONSOLE_OIDC_CLIENT_ID: 'console',
    CONSOLE_OIDC_OPERATORS: 'ada@example.org, 1234',
  }

  assert.deepEqual(read(whole, { production: true }).consoleOperators, ['ada@example.org', '1234'])
  assert.match(mistakeIn({ ...whole, CONSOLE_OIDC_OPERATORS: '' }), /CONSOLE_OIDC_OPERATORS is not/)
  assert.match(mistakeIn({ ...whole, CONSOLE_OIDC_ISSUER: 'http://id.test' }, { production: true }), /https/)
})
