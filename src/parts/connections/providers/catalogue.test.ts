import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { addressesOf } from './base-url.ts'
import { type CatalogueInput, mistakeText, readCatalogue, variablePrefixOf } from './catalogue.ts'
import { reservedIds } from './fields.ts'
import { knownProviders } from './known.ts'

const acme = {
  id: 'acme',
  title: 'Acme',
  authorizeUrl: 'https://acme.test/authorize',
  tokenUrl: 'https://acme.test/token',
  scopes: { default: ['read'] },
  identity: { from: 'token_answer', subject: ['/id'] },
}

describe('a catalogue', () => {
  test('has the providers that come along, and those without an address only with one', () => {
    const plain = readCatalogue({ production: false })
    const based = readCatalogue({
      production: false,
      baseUrls: { oidc: 'http://localhost:4000/realms/a/', sandbox: 'http://127.0.0.1:4001' },
    })

    assert.deepEqual(
      [...plain.providers.keys()],
      knownProviders.map(({ id }) => id),
    )
    assert.equal(based.providers.get('oidc')?.issuer, 'http://localhost:4000/realms/a')
    assert.equal(based.providers.get('sandbox')?.tokenUrl, 'http://127.0.0.1:4001/oauth/token')
    assert.deepEqual([...plain.mistakes, ...based.mistakes], [])
  })

  test('has 24 that come along, each id once and each passing the rules for files', () => {
    const ids = knownProviders.map(({ id }) => id)
    const entries = knownProviders.map((provider) => ({ ...provider, hooks: undefined }))

    const { mistakes, providers } = reading(entries, { production: true })

    assert.equal(ids.length, 24)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(!ids.some((id) => reservedIds.has(id)))
    assert.deepEqual(mistakes, [])
    assert.deepEqual(providers, new Map(knownProviders.map((provider) => [provider.id, provider])))
  })

  test('takes an OpenID issuer from four fields', () => {
    const entry = { id: 'corp', title: 'Corp', discovery: true, issuer: 'https://id.corp.test' }

    const { providers, mistakes } = reading(entry)

    const corp = providers.get('corp')
    assert.deepEqual(mistakes, [])
    assert.deepEqual(
      [corp?.openid, corp?.pkce, corp?.rotation, corp?.identity.from],
      [true, true, 'family', 'id_token'],
    )
  })

  test('takes one provider, a list of them, or a list by name', () => {
    for (const text of [acme, [acme], { providers: [acme] }]) {
      assert.ok(reading(text).providers.has('acme'))
    }
  })

  test('changes the fields of a known provider that a file names, and no others', () => {
    const known = knownProviders.find(({ id }) => id === 'microsoft')
    const tokenUrl = 'https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token'

    const { providers } = reading({ id: 'microsoft', tokenUrl })

    assert.deepEqual(providers.get('microsoft'), { ...known, tokenUrl })
  })

  test('gives an unknown provider the rules that never burn a grant', () => {
    const { rotation, graceSeconds, pkce } = reading(acme).providers.get('acme')!

    assert.deepEqual({ rotation, graceSeconds, pkce }, { rotation: 'family', graceSeconds: 0, pkce: true })
  })
})

describe('a catalogue with mistakes', () => {
  test('tells all of them at once, each with file, provider, field and cure', () => {
    const { mistakes, providers } = reading([
      { ...acme, rotation: 'sometimes', graceSeconds: -1, tokenUrl: 'acme/token', colour: 'red' },
      { id: 'other', title: 'Other', discovery: true },
    ])

    const words = mistakes.map(mistakeText)
    assert.ok(!providers.has('acme') && !providers.has('other'))
    for (const start of [
      'mine.json, provider acme, rotation: wants one of: none, rotates, single_use, family;',
      'mine.json, provider acme, graceSeconds: ',
      'mine.json, provider acme, tokenUrl: wants an absolute address',
      'mine.json, provider acme, colour: is not a field; check its spelling',
      'mine.json, provider other, issuer: is missing',
    ]) {
      assert.ok(
        words.some((line) => line.startsWith(start)),
        `${start}\n${words.join('\n')}`,
      )
    }
  })

  test('names the place where a file is not JSON', () => {
    const { mistakes } = readCatalogue({
      production: false,
      userFiles: [{ name: 'mine.json', text: '{\n  "id": acme' }],
    })

    assert.match(mistakes.map(mistakeText).join(), /mine\.json: is not JSON .*"id": acme/)
  })

  test('refuses an id twice, over all files', () => {
    const file = (name: string) => ({ name, text: JSON.stringify(acme) })

    const { mistakes, providers } = readCatalogue({
      production: false,
      userFiles: [file('a.json'), file('b.json')],
    })

    assert.deepEqual(mistakes.map(mistakeText), [
      'b.json, provider acme, id: is already in a.json; keep one of the two',
    ])
    assert.ok(providers.has('acme'))
  })

  for (const id of [
    ...reservedIds,
    'Acme',
    'a',
    'a_b',
    '-a',
    'a--b',
    'openapi.json',
    '.well-known',
    '../x',
    '__proto__',
  ]) {
    test(`refuses the id ${id}`, () => {
      const { mistakes } = reading({ ...acme, id })

      assert.ok(mistakes.length > 0)
    })
  }

  const contradictions: Record<string, object> = {
    'authorizeUrl: is missing': { authorizeUrl: null },
    'tokenUrl: is missing': { tokenUrl: null },
    'issuer: is missing': { openid: true },
    'identity.from: id_token needs': { identity: { from: 'id_token' } },
    'authorizeParameters: may not set': { authorizeParameters: { state: 'x' } },
    'tokenParameters: may not set': { tokenParameters: { refresh_token: 'x' } },
    'api.variables: has no pattern for {shop}': { api: { baseUrls: ['https://{shop}.acme.test'] } },
    'api.variables.shop: wants a regular expression': { api: { variables: { shop: '(' } } },
    'tokenUrl: wants an absolute': { tokenUrl: 'ftp://acme.test' },
    'identity.subject.0: wants a JSON pointer': { identity: { from: 'token_answer', subject: ['id'] } },
  }
  for (const [words, change] of Object.entries(contradictions)) {
    test(`says "${words}"`, () => {
      const { mistakes } = reading({ ...acme, ...change })

      assert.match(mistakes.map(mistakeText).join('\n'), new RegExp(words.replace(/[.{}]/g, '\\$&')))
    })
  }

  test('survives an id that cannot even be made a text', () => {
    const { mistakes } = reading({ ...acme, id: { toString: false } })

    assert.match(mistakes.map(mistakeText).join('\n'), /id/)
  })

  test('survives any JSON at all', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.dictionary(fc.constantFrom(...Object.keys(acme), 'discovery', 'providers'), fc.jsonValue()),
        (any, some) => {
          reading(any)
          reading({ ...acme, ...some })
        },
      ),
    )
  })
})

describe('a base URL', () => {
  test('replaces the origin of every address of its provider and of no other', () => {
    for (const known of knownProviders) {
      const { providers } = readCatalogue({
        production: false,
        baseUrls: { [known.id]: 'http://127.0.0.1:4000/' },
      })

      for (const provider of providers.values()) {
        const isMoved = provider.id === known.id
        for (const url of addressesOf(provider))
          assert.equal(url.startsWith('http://127.0.0.1:4000'), isMoved, url)
      }
    }
  })

  test('keeps paths, and puts a path of its own before them', () => {
    const { providers } = readCatalogue({
      production: false,
      baseUrls: { strava: 'http://127.0.0.1:4000/stand-in' },
    })

    assert.equal(providers.get('strava')?.authorizeUrl, 'http://127.0.0.1:4000/stand-in/oauth/authorize')
  })

  for (const baseUrl of [
    'strava.test',
    'ftp://127.0.0.1',
    'http://user:secret@127.0.0.1',
    'http://127.0.0.1/?a=b',
    'http://127.0.0.1/#a',
  ]) {
    test(`${baseUrl} is refused by its variable's name`, () => {
      const { mistakes } = readCatalogue({ production: false, baseUrls: { strava: baseUrl } })

      assert.deepEqual(
        mistakes.map(({ where }) => where),
        ['STRAVA_BASE_URL'],
      )
    })
  }

  test('of a provider that nobody has is somebody else’s variable', () => {
    assert.deepEqual(
      readCatalogue({ production: true, baseUrls: { unheard: 'http://127.0.0.1' } }).mistakes,
      [],
    )
  })

  test('must be https in production', () => {
    const { mistakes } = readCatalogue({ production: true, baseUrls: { strava: 'http://127.0.0.1:4000' } })

    assert.match(mistakes.map(mistakeText).join(), /STRAVA_BASE_URL.*must be https in production/)
  })
})

describe('in production', () => {
  test('the sandbox is never listed, by any address', () => {
    const { providers, mistakes } = readCatalogue({
      production: true,
      baseUrls: { sandbox: 'https://sandbox.test' },
    })

    assert.ok(!providers.has('sandbox'))
    assert.match(mistakes.map(mistakeText).join(), /SANDBOX_BASE_URL.*never in production/)
  })

  test('a provider of a file that is not https is refused', () => {
    const { providers, mistakes } = reading(
      { ...acme, tokenUrl: 'http://acme.test/token' },
      { production: true },
    )

    assert.ok(!providers.has('acme'))
    assert.equal(mistakes.length, 1)
  })
})

test('an id becomes the first part of its variables', () => {
  assert.equal(variablePrefixOf('my-idp'), 'MY_IDP')
})

const reading = (content: unknown, options: Partial<CatalogueInput> = {}) =>
  readCatalogue({
    production: false,
    userFiles: [{ name: 'mine.json', text: JSON.stringify(content) }],
    ...options,
  })
