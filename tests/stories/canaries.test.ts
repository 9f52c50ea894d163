import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { planting } from './canaries/canary.ts'
import { drive, type Harvest } from './canaries/drive.ts'
import { aHouse, type House } from './canaries/house.ts'
import { encodings, type Search, searchFor } from './canaries/search.ts'
import type { Written } from './canaries/written.ts'

const fewest = 500
const kinds =
  `master key, operator key, internal key, admin key, client secret, operator link, session, API key,
  webhook secret, webhook address, verify token, connect link, cookie of a way, state, nonce, PKCE verifier, code, access token,
  refresh token, ID token, completion, wrong key, bad JSON, body of a call, header of a call, cookie of the provider,
  access token of another system, refresh token of another system, API key of another system, key of another system,
  password of a database, words of an error, password of a mail server, password of a person, token of a mail,
  session of a person, refresh token of a session, CSRF token, name of a browser, challenge of a sign-in,
  secret of an authenticator, recovery code`.split(/,\s+/)

describe('the search', () => {
  for (const [name, encode] of Object.entries(encodings))
    test(`finds a secret that is ${name}, and a piece of it`, () => {
      const { plant, all } = planting()
      const secrets = [plant('token'), plant('token', 'awkward')].map((text) => Buffer.from(text))
      const search = searchFor(all())

      for (const encoded of secrets.flatMap(encode)) {
        const whole = Buffer.concat([Buffer.from('{"at":7,'), encoded, Buffer.from('}')])
        assert.notDeepEqual(search(whole), [], encoded.toString())
        assert.notDeepEqual(search(encoded.subarray(0, 12)), [])
        assert.notDeepEqual(search(encoded.subarray(-17)), [])
      }
    })

  test('finds a secret that is shorter than a piece, at the end too', () => {
    const { notice, all } = planting()
    const code = Buffer.from(notice('recovery code', '7ZK4M-Q0XWP', Buffer.from('7ZK4MQ0XWP')))
    const search = searchFor(all())

    const looks = Object.values(encodings).flatMap((encode) => encode(code).map(String))
    for (const look of [...looks, '7ZK4MQ0XWP'])
      assert.notDeepEqual(search(Buffer.from(`{"at":7,${look}`)), [], look)
    assert.deepEqual(search(Buffer.from('{"at":7,7ZK4M-Q0XW')), [])
  })

  test('finds nothing where none is', () => {
    const { plant, all } = planting()
    plant('token', 'awkward')

    assert.deepEqual(searchFor(all())(Buffer.from(planting().plant('token', 'awkward').repeat(1000))), [])
  })
})

describe('while every feature is used, and servers crash', () => {
  let house: House
  let harvest: Harvest
  let search: Search
  const control = planting()
  const planted = control.plant('control')

  before(async () => {
    house = await aHouse()
    harvest = await drive(house, planted)
    search = searchFor(house.all())
  })
  after(() => house?.close())

  /** Where a secret stands that the place does not show by design; each place once. */
  const leaksIn = (written: readonly Written[]): string[] => {
    const leaks = written.flatMap(({ where, bytes, shows = [] }) =>
      search(bytes)
        .filter(({ kind }) => !shows.includes(kind))
        .map(({ kind, encoding }) => `${where}: ${kind}, ${encoding}`),
    )
    return [...new Set(leaks)]
  }

  test('more than 500 secrets pass through, of every kind there is', () => {
    const all = house.all()

    assert.ok(all.length >= fewest, `${all.length} secrets`)
    assert.deepEqual(
      kinds.filter((name) => !all.some(({ kind }) => kind === name)),
      [],
    )
  })

  for (const place of ['answers', 'commands', 'logs', 'tables', 'files'] as const)
    test(`none of them is in the ${place}`, () => {
      assert.notEqual(harvest[place].length, 0)
      assert.deepEqual(leaksIn(harvest[place]), [])
    })

  test('one that stands in a statement is found in the database, its files and its log', () => {
    const searchControl = searchFor(control.all())
    const found = [...harvest.tables, ...harvest.files]
      .filter(({ bytes }) => searchControl(bytes).length > 0)
      .map(({ where }) => where)

    for (const where of [
      /^table control$/,
      /^file postgres\/base\//,
      /^file postgres\/pg_wal\//,
      /^file postgres\.log$/,
    ])
      assert.ok(
        found.some((each) => where.test(each)),
        `${where} in ${found.join(', ')}`,
      )
  })
})
