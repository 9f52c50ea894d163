import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeFernet } from './fernet.fixture.ts'
import {
  type FernetKey,
  fernetKey,
  fernetKeyFrom,
  FernetRefused,
  looksLikeFernet,
  openFernet,
} from './fernet.ts'

const secret = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4='
const key = fernetKey(secret)
/** Opens as a text of no length. */
const emptyText =
  'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q=='
const within = (now: string) => ({ now: new Date(now), mostSeconds: 60 })
const soonAfter = within('1985-10-26T01:20:01-07:00')

const refusalOf = (token: string, age?: ReturnType<typeof within>, by: FernetKey = key): string => {
  try {
    openFernet(by, token, age)
    return 'opened'
  } catch (error) {
    assert.ok(error instanceof FernetRefused)
    assert.ok(!error.message.includes(token) || token === '')
    return error.reason
  }
}

describe('the vectors of the specification', () => {
  test('the good ones open', () => {
    const generated =
      'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='

    assert.equal(openFernet(key, generated, soonAfter).toString(), 'hello')
    assert.equal(openFernet(key, generated).toString(), 'hello')
    assert.equal(openFernet(key, emptyText, soonAfter).toString(), '')
  })

  const bad: readonly [what: string, token: string, reason: string, now?: string][] = [
    [
      'an incorrect mac',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ==',
      'WRONG_KEY_OR_ALTERED',
    ],
    ['one that is too short', 'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==', 'MALFORMED'],
    [
      'invalid base64',
      '%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==',
      'MALFORMED',
    ],
    [
      'a payload that is no multiple of the block size',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm',
      'MALFORMED',
    ],
    [
      'a padding error',
      'gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==',
      'PADDING',
    ],
    [
      'a far-future moment',
      'gAAAAAAdwStRAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAnja1xKYyhd-Y6mSkTOyTGJmw2Xc2a6kBd-iX9b_qXQcw==',
      'FROM_THE_FUTURE',
    ],
    ['one past its age', emptyText, 'EXPIRED', '1985-10-26T01:21:31-07:00'],
    [
      'an incorrect IV',
      'gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==',
      'PADDING',
    ],
    ['a very short payload', 'gAAAAABdnQ1TUKh2OE_ggbyCIxfg', 'MALFORMED'],
  ]
  for (const [what, token, reason, now] of bad) {
    test(`${what} is refused as ${reason}`, () => {
      assert.equal(refusalOf(token, now ? within(now) : soonAfter), reason)
    })
  }
})

describe('the vectors of the statistics backend', () => {
  const derived = { salt: 'strava_wakatime_backend_salt_v1', iterations: 100_000 }

  test('its key is the one derived from ENCRYPTION_KEY', async () => {
    const { signing, encryption } = await fernetKeyFrom('test-encryption-key-002', derived)

    const bytes = Buffer.concat([signing.export(), encryption.export()])

    assert.equal(`${bytes.toString('base64url')}=`, 'ehq75_S2qOYyHvHCYh1fRvg-2vBihIykmrtKEvLzK-Q=')
  })

  test('its token opens with that key and with no other', async () => {
    const token =
      'gAAAAABpTSdAAAECAwQFBgcICQoLDA0OD3zqoMsqGGLDeGK0z3FT2VwZH34Vi2nw8T_-CfohnDeqa7_xNE6b8sPnPIwcgEuA0todnr3-xSftzGTUf68OjAg='

    const opened = openFernet(await fernetKeyFrom('test-encryption-key-002', derived), token)

    assert.equal(opened.toString(), 'strava-access-token-example')
    assert.equal(
      refusalOf(token, undefined, await fernetKeyFrom('test-encryption-key-003', derived)),
      'WRONG_KEY_OR_ALTERED',
    )
  })
})

describe('what is no token', () => {
  const altered = (at: number): string => {
    const bytes = Buffer.from(emptyText, 'base64url')
    bytes[at]! ^= 1
    return `${bytes.toString('base64url')}==`
  }

  test('a flipped bit anywhere is refused before anything is decrypted', () => {
    const length = Buffer.from(emptyText, 'base64url').length

    const reasons = Array.from({ length }, (_, at) => refusalOf(altered(at)))

    assert.deepEqual(reasons, [
      'VERSION',
      ...Array.from({ length: length - 1 }, () => 'WRONG_KEY_OR_ALTERED'),
    ])
  })

  test('other forms of the same bytes are refused: plain base64, no padding, blanks, more behind it', () => {
    const forms = [
      emptyText.replaceAll('-', '+').replaceAll('_', '/'),
      emptyText.slice(0, -2),
      `${emptyText}\n`,
      ` ${emptyText}`,
      emptyText + emptyText,
    ]

    assert.deepEqual(
      forms.map((form) => refusalOf(form)),
      Array.from(forms, () => 'MALFORMED'),
    )
  })

  test('empty, plain and foreign texts are refused', () => {
    for (const text of ['', '=', 'a', 'abcd', 'ünïcödé', 'plain-token-0123456789', '\0', '🔑'.repeat(40)])
      assert.match(refusalOf(text), /MALFORMED|VERSION/, JSON.stringify(text))
  })

  test('a moment beyond every clock is no crash', () => {
    const token = makeFernet(key, 'x', { madeAt: 2n ** 64n - 1n })

    assert.equal(refusalOf(token, soonAfter), 'FROM_THE_FUTURE')
    assert.equal(openFernet(key, token).toString(), 'x')
  })

  test('a key of another length is refused in words without the key', () => {
    for (const text of ['short', `${secret}AAAA`, '', 'not base64 at all, this is'])
      assert.throws(() => fernetKey(text), /32 bytes in base64url$/)
  })

  test('a ciphertext is known by its form', () => {
    assert.equal(looksLikeFernet(emptyText), true)
    for (const text of ['strava-access-token-example', '', 'gAAAAABdnQ1TUKh2OE_ggbyCIxfg', 'a'.repeat(40)])
      assert.equal(looksLikeFernet(text), false, text)
  })
})
