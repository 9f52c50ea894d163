import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { base32, fromBase32 } from './base32.ts'
import { codeAt, otpauthUrl, stepOf, stepOfCode, type TotpHash } from './totp.ts'

/** RFC 6238, appendix B. Each hash has a secret of its own length (erratum 2866). */
const digits20 = '12345678901234567890'
const secrets: Record<TotpHash, Buffer> = {
  sha1: Buffer.from(digits20),
  sha256: Buffer.from(digits20.repeat(2).slice(0, 32)),
  sha512: Buffer.from(digits20.repeat(4).slice(0, 64)),
}
const vectors: readonly [seconds: number, hash: TotpHash, code: string][] = [
  [59, 'sha1', '94287082'],
  [59, 'sha256', '46119246'],
  [59, 'sha512', '90693936'],
  [1_111_111_109, 'sha1', '07081804'],
  [1_111_111_109, 'sha256', '68084774'],
  [1_111_111_109, 'sha512', '25091201'],
  [1_111_111_111, 'sha1', '14050471'],
  [1_111_111_111, 'sha256', '67062674'],
  [1_111_111_111, 'sha512', '99943326'],
  [1_234_567_890, 'sha1', '89005924'],
  [1_234_567_890, 'sha256', '91819424'],
  [1_234_567_890, 'sha512', '93441116'],
  [2_000_000_000, 'sha1', '69279037'],
  [2_000_000_000, 'sha256', '90698825'],
  [2_000_000_000, 'sha512', '38618901'],
  [20_000_000_000, 'sha1', '65353130'],
  [20_000_000_000, 'sha256', '77737706'],
  [20_000_000_000, 'sha512', '47863826'],
]

suite('a code of an authenticator', () => {
  for (const [seconds, hash, code] of vectors)
    test(`D1: is RFC 6238's at ${seconds} s with ${hash}`, () => {
      assert.equal(codeAt(secrets[hash], stepOf(new Date(seconds * 1000)), { hash, digits: 8 }), code)
    })

  test('D2: is known one step early and one step late, and no further', () => {
    const at = new Date('2026-01-01T00:10:00Z')
    const step = stepOf(at)
    const stepsKnown = [-2, -1, 0, 1, 2].map((off) =>
      stepOfCode(secrets.sha1, codeAt(secrets.sha1, step + off), at),
    )

    assert.deepEqual(stepsKnown, [undefined, step - 1, step, step + 1, undefined])
  })

  test('is none of another length or kind', () => {
    const at = new Date('2026-01-01T00:10:00Z')
    const code = codeAt(secrets.sha1, stepOf(at))

    for (const wrong of ['', code.slice(1), `${code}0`, ` ${code}`, 'abcdef'])
      assert.equal(stepOfCode(secrets.sha1, wrong, at), undefined, wrong)
  })
})

suite('what an authenticator is told', () => {
  test('is the secret in base 32 as RFC 4648 writes it', () => {
    const spelt = ['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))

    assert.deepEqual(spelt, ['', 'MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
    for (const text of spelt) assert.equal(base32(fromBase32(text)!), text)
    assert.equal(fromBase32('mzxw 6ytb oi======')!.toString(), 'foobar')
    for (const none of ['MZXW0', 'MZXW-6', 'ä']) assert.equal(fromBase32(none), undefined)
  })

  test('D4: is an address that apps know, with names kept from breaking out of it', () => {
    const url = new URL(otpauthUrl('My app & co', 'ada:x@example.org', secrets.sha1))

    assert.equal(url.protocol, 'otpauth:')
    assert.equal(decodeURIComponent(url.pathname), '/My app & co:ada:x@example.org')
    assert.equal(url.searchParams.get('secret'), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
    assert.equal(url.searchParams.get('issuer'), 'My app & co')
  })
})
