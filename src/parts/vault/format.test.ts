import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Refused } from './faults.ts'
import { deriveSubjectKey, keyIdOf, openWith, type Place, sealWith } from './format.ts'

const uuidOf = (byte: number) => {
  const hex = byte.toString(16).padStart(2, '0').repeat(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
const root = createSecretKey(Buffer.alloc(32, 7))
const salt = Buffer.alloc(32, 9)
const subjectId = uuidOf(1)
const key = deriveSubjectKey(1, root, salt, subjectId)
const place: Place = {
  accountId: uuidOf(1),
  subjectId,
  table: 'token_version',
  rowId: uuidOf(2),
  field: 'refresh_token',
  generation: 0,
}
const nonce = Buffer.from('000102030405060708090a0b', 'hex')
const frozen =
  '4b0100000001e1da8bd552b0ab4384007108ac05d7e6cf2c0178d41c55da42fd093a46d64089000102030405060708090a0b' +
  '70b35ba399893b0ed9fd6309b8348aa6d6620157aba48b42fde019b99bc49ee7e271584d852c77706a8ad74d'

test('format 1 seals the frozen vector, byte for byte', () => {
  const sealed = sealWith(key, place, Buffer.from('strava-refresh-token-example'), nonce)

  assert.equal(sealed.toString('hex'), frozen)
})

test('format 1 opens the frozen vector', () => {
  const opened = openWith(key, place, Buffer.from(frozen, 'hex'))

  assert.equal(opened.toString(), 'strava-refresh-token-example')
})

test('a sealed secret opens in its place and in no other', () => {
  const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => {
    const hex = Buffer.from(bytes).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  })
  const places = fc.record({
    accountId: uuid,
    subjectId: fc.constant(subjectId),
    table: fc.string(),
    rowId: uuid,
    field: fc.string(),
    generation: fc.nat(),
  })

  fc.assert(
    fc.property(places, places, fc.uint8Array({ maxLength: 200 }), (mine, other, secret) => {
      const sealed = sealWith(key, mine, secret, nonce)
      assert.deepEqual(Buffer.from(openWith(key, mine, sealed)), Buffer.from(secret))
      for (const name of ['accountId', 'table', 'rowId', 'field', 'generation'] as const) {
        if (mine[name] === other[name]) continue
        assert.throws(
          () => openWith(key, { ...mine, [name]: other[name] }, sealed),
          (error) => error instanceof Refused && error.reason === 'TAMPERED',
        )
      }
    }),
  )
})

test('a sealed secret with any one bit flipped never opens', () => {
  const sealed = sealWith(key, place, Buffer.from('s3cret'), nonce)
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const altered = Buffer.from(sealed)
    altered[bit >> 3]! ^= 1 << (bit & 7)
    assert.throws(() => {
      const keyId = keyIdOf(altered)
      if (keyId !== 1) throw new Refused('KEY_MISSING', keyId)
      openWith(key, place, altered)
    }, Refused)
  }
})

test('neighbouring fields cannot pass for one another: the prefix of one is not the suffix of the next', () => {
  const sealed = sealWith(key, { ...place, table: 'ab', field: 'c' }, Buffer.from('x'), nonce)

  assert.throws(() => openWith(key, { ...place, table: 'a', field: 'bc' }, sealed), Refused)
})

test('another subject, salt or root key is told as the wrong key before any decryption', () => {
  const sealed = Buffer.from(frozen, 'hex')
  const others = [
    deriveSubjectKey(1, root, Buffer.alloc(32, 8), subjectId),
    deriveSubjectKey(1, root, salt, uuidOf(3)),
    deriveSubjectKey(1, createSecretKey(Buffer.alloc(32, 6)), salt, subjectId),
  ]

  for (const other of others)
    assert.throws(
      () => openWith(other, place, sealed),
      (error) => error instanceof Refused && error.reason === 'WRONG_KEY',
    )
})

test('a record that is too short or of another format is refused before a key is looked for', () => {
  assert.throws(
    () => keyIdOf(Buffer.alloc(65)),
    (error) => error instanceof Refused && error.reason === 'TOO_SHORT',
  )
  assert.throws(
    () => keyIdOf(Buffer.alloc(80, 0x4b)),
    (error) => error instanceof Refused && error.reason === 'UNKNOWN_FORMAT',
  )
})

test('a secret of 65,536 bytes is sealed, one byte more is not', () => {
  assert.equal(sealWith(key, place, Buffer.alloc(65_536), nonce).length, 65_602)
  assert.throws(() => sealWith(key, place, Buffer.alloc(65_537), nonce), RangeError)
})
