import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from './config.ts'
import { parts } from './parts.ts'
import { SettingsError } from './kit/settings.ts'

const strong = (seed: string) => Buffer.from(seed.padEnd(33, seed)).toString('base64').slice(0, 43)
const key = (byte: number) =>
  Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 7 + byte) % 256)).toString('base64')
const production = {
  NODE_ENV: 'production',
  KEYHOLD_URL: 'https://keyhold.example.org',
  FRONTEND_URL: 'https://app.example.org',
  KEYHOLD_MASTER_KEY: key(3),
  INTERNAL_API_KEY: strong('aB3dE6gH9'),
  STRAVA_CLIENT_ID: '1',
  STRAVA_CLIENT_SECRET: 'x',
}
const noFile = (): string => {
  throw Object.assign(new Error('absent'), { code: 'ENOENT' })
}
const mistakesOf = (
  environment: Record<string, string>,
  readFile: (path: string) => string = noFile,
): readonly string[] => {
  try {
    readConfig(environment, parts, readFile)
    return []
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes
    throw error
  }
}

test('a whole configuration is read without a word', () => {
  assert.deepEqual(mistakesOf(production), [])
})

test('all mistakes are told at once, each with its variable, what was found and the cure', () => {
  const mistakes = mistakesOf({
    PORT: '99999',
    ENVIRONMENT: 'staging',
    FRONTEND_URL: 'nowhere',
    KEYHOLD_MASTER_KEY: 'c2hvcnQ=',
  })

  assert.equal(mistakes.length, 4)
  for (const [variable, found] of [
    ['PORT', '99999'],
    ['ENVIRONMENT', 'staging'],
    ['FRONTEND_URL', 'nowhere'],
    ['KEYHOLD_MASTER_KEY', '5 bytes'],
  ]) {
    assert.ok(
      mistakes.some((mistake) => mistake.startsWith(`${variable}:`) && mistake.includes(found!)),
      variable,
    )
  }
})

test('no mistake ever shows a secret’s value', () => {
  const secrets = {
    KEYHOLD_MASTER_KEY: 'planted-canary-1',
    INTERNAL_API_KEY: 'planted-canary-2',
    STATE_SECRET: 'planted-canary-2',
  }

  const told = mistakesOf({ ...production, ...secrets }).join('\n')

  assert.ok(told.length > 0)
  assert.equal(told.includes('planted-canary'), false)
})

test('production refuses secrets that are missing, short, reused or from an example', () => {
  const cases: Record<string, Record<string, string>> = {
    missing: { ...production, INTERNAL_API_KEY: '' },
    short: { ...production, INTERNAL_API_KEY: 'aB3dE6gH9' },
    reused: { ...production, STATE_SECRET: production.INTERNAL_API_KEY },
    example: { ...production, INTERNAL_API_KEY: 'replace-me-with-a-random-string-please' },
    'generated in a home': { ...production, KEYHOLD_MASTER_KEY: '' },
  }

  for (const [name, environment] of Object.entries(cases)) assert.ok(mistakesOf(environment).length > 0, name)
})

test('production looks at each secret of a list', () => {
  const given = (secrets: string) => mistakesOf({ ...production, PR_INTEL_WEBHOOK_SECRET: secrets })
  const [one, other] = [strong('xY1zW2vU3'), strong('kL4mN5oP6')]

  assert.deepEqual(given(`${one}, ${other}`), [])
  for (const secrets of [
    ',',
    `a,${one}`,
    `${one},a`,
    `${one},${one}`,
    `${one},${production.INTERNAL_API_KEY}`,
    `${one},replace-me-with-a-random-string-please`,
  ])
    assert.equal(given(secrets).length, 1, secrets)
})

test('development starts with none of them', () => {
  assert.deepEqual(mistakesOf({}), [])
})

test('a secret may stand in a file, and not in both places', () => {
  const files = (path: string) => (path === '/run/secrets/master' ? `${key(9)}\n` : noFile())

  assert.deepEqual(mistakesOf({ KEYHOLD_MASTER_KEY_FILE: '/run/secrets/master' }, files), [])
  assert.match(
    mistakesOf({ KEYHOLD_MASTER_KEY_FILE: '/run/secrets/master', KEYHOLD_MASTER_KEY: key(9) }, files)[0] ??
      '',
    /both/,
  )
  assert.match(mistakesOf({ KEYHOLD_MASTER_KEY_FILE: '/nowhere' }, files)[0] ?? '', /ENOENT/)
})

test('in production every address is https, a provider’s stand-in too', () => {
  assert.ok(
    mistakesOf({ ...production, KEYHOLD_URL: 'http://keyhold.example.org' }).some((mistake) =>
      mistake.includes('https'),
    ),
  )
  assert.ok(
    mistakesOf({ ...production, STRAVA_BASE_URL: 'http://127.0.0.1:4010' }).some((mistake) =>
      mistake.includes('https'),
    ),
  )
})

test('a client id without a secret is a mistake where the provider takes no public clients', () => {
  assert.match(mistakesOf({ STRAVA_CLIENT_ID: '1' }).join(), /STRAVA_CLIENT_SECRET is not; set both/)
  assert.deepEqual(mistakesOf({ FITBIT_CLIENT_ID: '1' }), [])
})

test('an unknown log level is a mistake like any other', () => {
  assert.match(mistakesOf({ LOG_LEVEL: 'loud' }).join(), /LOG_LEVEL.*debug, info, warn, error/)
})

test('a file of providers or of a client secret that cannot be read is one mistake among the others', () => {
  const mistakes = mistakesOf({ PORT: '99999', KEYHOLD_PROVIDERS_FILE: '/nowhere' })

  assert.ok(mistakes.some((mistake) => mistake.includes('KEYHOLD_PROVIDERS_FILE')))
  assert.ok(mistakes.some((mistake) => mistake.startsWith('PORT')))
  assert.match(
    mistakesOf({ STRAVA_CLIENT_ID: '1', STRAVA_CLIENT_SECRET_FILE: '/nowhere' }).join(),
    /STRAVA_CLIENT_SECRET_FILE/,
  )
})
