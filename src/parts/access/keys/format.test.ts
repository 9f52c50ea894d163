import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { isKey, keyPattern, makeKey } from './format.ts'

test('a made key fits the published form and its own checksum', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
      const key = makeKey('live', () => Buffer.from(bytes))

      assert.match(key, keyPattern)
      assert.ok(isKey(key))
    }),
  )
})

test('no edit of one character passes the checksum', () => {
  const key = makeKey('test', randomBytes)
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_ '
  for (let place = 0; place < key.length; place++) {
    for (const character of alphabet) {
      const edited = key.slice(0, place) + character + key.slice(place + 1)
      if (edited !== key) assert.ok(!isKey(edited), edited)
    }
  }
})

test('a shortened, lengthened or padded key is refused', () => {
  const key = makeKey('live', randomBytes)

  for (const other of [key.slice(0, -1), `${key}0`, ` ${key}`, `${key}\n`, '']) assert.ok(!isKey(other))
})
