import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeHex } from './aes-gcm.fixture.ts'
import { HexRefused, type HexSealed, legacyKeyFrom, legacyKeyFromHex, openHex } from './aes-gcm.ts'

const iv = '000102030405060708090a0b0c0d0e0f'
const tokenKey = () => legacyKeyFromHex('00112233445566778899aabbccddeeff'.repeat(2))
const token: HexSealed = {
  iv,
  tag: '6de223a54cfcc12849159bd2fedbe336',
  ciphertext: '97f5f3f8a9d6044ec00852502c43a670bc7fcc7ed7d6c45db3fff22d',
}

const refusalOf = (sealed: HexSealed, key = tokenKey()): string => {
  try {
    openHex(key, sealed)
    return 'opened'
  } catch (error) {
    assert.ok(error instanceof HexRefused)
    return error.reason
  }
}

describe('the vectors of the systems that are moved from', () => {
  test('the token of the token manager opens', () => {
    assert.equal(openHex(tokenKey(), token).toString(), 'strava-refresh-token-example')
  })

  test('the blob of the credential backend opens with the key of its user and of no other', async () => {
    const derived = { salt: 'test-salt-003', iterations: 100_000 }
    const blob = { iv, tag: 'b2238c244d99660914154adcea5ae8d2', ciphertext: 'f7ce0fdce8be58' }

    const opened = openHex(await legacyKeyFrom('42', derived), blob)

    assert.equal(opened.toString(), '{"a":1}')
    assert.equal(refusalOf(blob, await legacyKeyFrom('43', derived)), 'WRONG_KEY_OR_ALTERED')
    const otherSalt = await legacyKeyFrom('42', { ...derived, salt: 'test-salt-004' })
    assert.equal(refusalOf(blob, otherSalt), 'WRONG_KEY_OR_ALTERED')
  })
})

describe('what is not whole', () => {
  test('a changed digit anywhere is refused', () => {
    const flipped = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1)

    for (const part of ['iv', 'tag', 'ciphertext'] as const)
      for (let at = 0; at < token[part].length; at++)
        assert.equal(refusalOf({ ...token, [part]: flipped(token[part], at) }), 'WRONG_KEY_OR_ALTERED')
  })

  test('a shortened tag is refused, though the cipher would take it', () => {
    for (const digits of [8, 24, 30])
      assert.equal(refusalOf({ ...token, tag: token.tag.slice(0, digits) }), 'MALFORMED')
  })

  test('another length of IV, half a byte, and what is no hex are refused', () => {
    const bad = [
      { ...token, iv: iv.slice(0, 24) },
      { ...token, iv: `${iv}00` },
      { ...token, ciphertext: token.ciphertext.slice(1) },
      { ...token, ciphertext: `${token.ciphertext}zz` },
      { ...token, tag: '' },
    ]

    assert.deepEqual(
      bad.map((sealed) => refusalOf(sealed)),
      bad.map(() => 'MALFORMED'),
    )
  })

  test('a text of no length opens as one', () => {
    assert.equal(openHex(tokenKey(), makeHex(tokenKey(), '')).length, 0)
  })

  test('a key of another length is refused in words without the key', () => {
    for (const text of ['', 'ab', 'z'.repeat(64), 'ab'.repeat(33)])
      assert.throws(() => legacyKeyFromHex(text), /^RangeError: a key is 64 hex digits$/)
  })
})
