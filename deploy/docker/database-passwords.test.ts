import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withDatabasePasswords } from './database-passwords.ts'

const noFile = (path: string): string => {
  throw Object.assign(new Error('absent'), { code: 'ENOENT', path })
}

test('each login gets its own password, from a file or from a variable', () => {
  const filled = withDatabasePasswords(
    {
      DATABASE_URL: 'postgres://keyhold@db:5432/keyhold',
      DATABASE_PASSWORD_FILE: '/run/secrets/database_password',
      DATABASE_OWNER_URL: 'postgres://keyhold_owner@db:5432/keyhold',
      DATABASE_OWNER_PASSWORD: 'owners',
    },
    (path) => `from ${path}\n`,
  )

  assert.equal(new URL(filled.DATABASE_URL!).password, 'from%20%2Frun%2Fsecrets%2Fdatabase_password')
  assert.equal(filled.DATABASE_OWNER_URL, 'postgres://keyhold_owner:owners@db:5432/keyhold')
})

test('a password may hold whatever an address parts its words by', () => {
  const password = 'p@ss:w/rd?#%25 \'"\\'

  const { DATABASE_URL } = withDatabasePasswords(
    { DATABASE_URL: 'postgres://keyhold@db/keyhold?sslmode=require', DATABASE_PASSWORD: password },
    noFile,
  )

  const url = new URL(DATABASE_URL!)
  assert.deepEqual(
    [decodeURIComponent(url.password), url.host, url.search],
    [password, 'db', '?sslmode=require'],
  )
})

test('nothing is touched where there is no address, no password, or a password already', () => {
  const embedded = withDatabasePasswords({ DATABASE_URL: '', DATABASE_PASSWORD_FILE: '/absent' }, noFile)
  const without = withDatabasePasswords({ DATABASE_URL: 'postgres://keyhold@db/keyhold' }, noFile)
  const complete = withDatabasePasswords(
    { DATABASE_URL: 'postgres://keyhold:own@db/keyhold', DATABASE_PASSWORD: 'other' },
    noFile,
  )

  assert.deepEqual([embedded, without], [{}, {}])
  assert.equal(complete.DATABASE_URL, 'postgres://keyhold:own@db/keyhold')
})

test('a file that cannot be read or is empty is told by its variable', () => {
  const environment = { DATABASE_URL: 'postgres://keyhold@db/keyhold', DATABASE_PASSWORD_FILE: '/x' }

  assert.throws(() => withDatabasePasswords(environment, noFile), /\/x in DATABASE_PASSWORD_FILE.*ENOENT/)
  assert.throws(() => withDatabasePasswords(environment, () => '\n'), /DATABASE_PASSWORD_FILE is empty/)
})
