import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { FernetKey } from '../../vault/index.ts'
import { makeFernet } from '../../vault/legacy/fernet.fixture.ts'
import {
  aRow,
  countsOf,
  encryptionKey,
  importWorld,
  key,
  none,
  post,
  sixHours,
  stored,
} from './imports.fixture.ts'
import { type AuthRow, keyOfSource } from './source-002.ts'

describe('a row that cannot be taken is told by its id and holds up no other', () => {
  const bad = (): Record<string, AuthRow> => ({
    'athleteId missing': aRow({ athleteId: null }),
    'athleteId invalid': aRow({ athleteId: '12e4' }),
    'athleteId invalid ': aRow({ athleteId: '١٢٣' }),
    'accessToken missing': aRow({ accessToken: null }),
    'refreshToken missing': aRow({ refreshToken: '' }),
    'refreshToken missing ': aRow({ refresh: '' }),
    'expiresAt missing': aRow({ expiresAt: null }),
    'expiresAt invalid': aRow({ expiresAt: '-5' }),
    'expiresAt invalid ': aRow({ expiresAt: String(sixHours * 1000) }),
    'accessToken not_encrypted': aRow({ accessToken: '0123456789abcdef0123456789abcdef01234567' }),
    'accessToken not_encrypted ': aRow({ accessToken: 'Zugriff-ünïcödé-🔑' }),
    'refreshToken not_encrypted': aRow({ refreshToken: makeFernet(key, 'cut off').slice(0, 80) }),
    'accessToken wrong_key': aRow({ accessToken: makeFernet(otherKey, 'x') }),
    'accessToken damaged': aRow({ accessToken: makeFernet(key, 'x'.repeat(16), { pads: false }) }),
    'accessToken no_token': aRow({ access: 'tökén' }),
    'refreshToken no_token': aRow({ refresh: 'two words' }),
    'accessToken no_token ': aRow({ accessToken: makeFernet(key, Buffer.from([0x80, 0x00, 0xff])) }),
    'accessToken too_long': aRow({ access: 'x'.repeat(5_000) }),
    'accessToken still_encrypted': aRow({ access: makeFernet(key, 'twice') }),
  })
  let otherKey: FernetKey
  before(async () => {
    otherKey = await keyOfSource('another-encryption-key')
  })

  test('with the column and the reason', async () => {
    const world = await importWorld()
    const rows = Object.entries(bad()).map(([id, row]) => ({ ...row, id }))

    const answer = await post(world, [...rows, aRow({ id: 'good' })])

    assert.equal(answer.status, 200)
    assert.deepEqual(
      answer.body.failures.map(({ id, field, reason }) => [id, `${field} ${reason}`]),
      rows.map(({ id }) => [id, id.trim()]),
    )
    assert.ok(answer.body.failures.every(({ text }) => text.endsWith('.')))
    assert.equal(answer.body.imported, 1)
  })

  test('and nothing of it is in the answer, nor of the key', async () => {
    const world = await importWorld()
    const rows = Object.entries(bad()).map(([id, row]) => ({ ...row, id }))

    const { text } = await post(world, [...rows, aRow({ id: 'good' })])

    const secrets = [
      encryptionKey,
      'source-access',
      'source-refresh',
      'gAAAA',
      '0123456789abcdef',
      'Zugriff',
      '12345',
    ]
    assert.deepEqual(
      secrets.filter((secret) => text.includes(secret)),
      [],
    )
  })

  test('also when every row is of another key', async () => {
    const world = await importWorld()

    const answer = await post(world, [aRow()], { encryptionKey: 'wrong' })

    assert.deepEqual(countsOf(answer), { ...none, failed: 1 })
    assert.deepEqual(await stored(world), [])
  })

  test('a body of another shape is refused without its values', async () => {
    const world = await importWorld()

    const answer = await post(world, [{ ...aRow(), accessToken: 17 }])

    assert.deepEqual([answer.status, answer.body.code], [400, 'BAD_REQUEST'])
    assert.ok(!answer.text.includes(encryptionKey) && !answer.text.includes('gAAAA'))
  })
})
