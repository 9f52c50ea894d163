import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Environment, readSettings, SettingsError } from '../../kit/settings.ts'
import { publishableKey } from './outside/token.fixture.ts'
import { accountSettings } from './settings.ts'

/** What is wrong with it, in words. */
function mistakesIn(environment: Environment): readonly string[] {
  try {
    readSettings({ environment, production: false, readFile: () => '' }, [accountSettings])
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes
    throw error
  }
}

test('an issuer is told of as Clerk or in the list, not both', () => {
  const list = (issuer: string) => JSON.stringify([{ issuer, audience: 'keyhold' }])
  const asClerk = { CLERK_PUBLIC_KEY: publishableKey }

  assert.deepEqual(mistakesIn({ ...asClerk, KEYHOLD_ISSUERS: list('https://id.test') }), [])
  assert.deepEqual(mistakesIn({ KEYHOLD_ISSUERS: list('https://clerk.test') }), [])
  assert.deepEqual(mistakesIn({ ...asClerk, KEYHOLD_ISSUERS: list('https://clerk.test') }), [
    'KEYHOLD_ISSUERS: holds https://clerk.test, which CLERK_PUBLIC_KEY names, too; keep one',
  ])
})

test('D6: the domain of passkeys is that of a page, or one above it', () => {
  const at = (PASSKEY_RP_ID: string, PASSKEY_ORIGINS?: string) =>
    mistakesIn({ KEYHOLD_URL: 'https://keyhold.example.org:8443', PASSKEY_RP_ID, PASSKEY_ORIGINS })

  for (const right of ['keyhold.example.org', 'example.org']) assert.deepEqual(at(right), [], right)
  for (const wrong of ['example.com', 'hold.example.org', 'https://keyhold.example.org'])
    assert.deepEqual(
      at(wrong),
      [
        `PASSKEY_RP_ID: found "${wrong}", wants the host name of https://keyhold.example.org:8443, or a domain above it`,
      ],
      wrong,
    )
  assert.deepEqual(at('example.com', 'https://other.test,https://app.example.com'), [])
})
