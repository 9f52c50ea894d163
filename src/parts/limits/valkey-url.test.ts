import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Environment, readSettings, SettingsError } from '../../kit/settings.ts'
import { limitSettings } from './settings.ts'

const read = (environment: Environment, files: Record<string, string> = {}) =>
  readSettings({ environment, production: false, readFile: (path) => files[path]! }, [limitSettings])(
    limitSettings,
  ).valkey

function mistakesOf(environment: Environment): string {
  try {
    read(environment)
    return 'none'
  } catch (error) {
    if (error instanceof SettingsError) return error.message
    throw error
  }
}

test('an address names host, port, login, database and whether it is encrypted', () => {
  const plain = { host: 'cache', port: 6379, username: null, password: null, database: 0, isEncrypted: false }

  assert.equal(read({}), null)
  assert.deepEqual(read({ VALKEY_URL: 'redis://cache' }), plain)
  assert.deepEqual(read({ VALKEY_URL: 'valkey://cache:6379/0' }), plain)
  assert.deepEqual(read({ VALKEY_URL: 'redis://:pass@cache/' }), { ...plain, password: 'pass' })
  assert.deepEqual(read({ VALKEY_URL: 'rediss://keyhold:p%40ss@[::1]:6390/12' }), {
    host: '::1',
    port: 6390,
    username: 'keyhold',
    password: 'p@ss',
    database: 12,
    isEncrypted: true,
  })
})

test('REDIS_URL is the same by another name, and either may stand in a file', () => {
  assert.equal(read({ REDIS_URL: 'redis://cache' })?.host, 'cache')
  assert.equal(read({ REDIS_URL_FILE: '/redis' }, { '/redis': 'redis://cache\n' })?.host, 'cache')
  assert.equal(read({ VALKEY_URL_FILE: '/valkey' }, { '/valkey': 'redis://cache\n' })?.host, 'cache')
})

test('what cannot be meant is told, and never with the password', () => {
  const wrong = [
    { VALKEY_URL: 'redis://:secret-word@one', REDIS_URL: 'redis://:secret-word@other' },
    { VALKEY_URL: 'https://:secret-word@cache' },
    { VALKEY_URL: 'cache:secret-word' },
    { VALKEY_URL: 'redis://:secret-word@cache/zero' },
    { VALKEY_URL: 'redis://:secret-word@cache/0?ssl=no' },
    { VALKEY_URL: 'redis://:secret-word%@cache' },
    { REDIS_URL: 'secret-word' },
  ]

  for (const mistake of wrong.map(mistakesOf)) {
    assert.match(mistake, /VALKEY_URL: /)
    assert.doesNotMatch(mistake, /secret-word/)
  }
})
