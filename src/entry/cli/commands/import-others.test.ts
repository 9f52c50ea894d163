import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import pg from 'pg'
import { aHome, type Ended, type Started } from '../../../../tests/cli/running.ts'
import { createDatabase, type TestDatabase } from '../../../../tests/support/cluster.ts'
import { sha256 } from '../../../kit/hash.ts'
import { legacyKeyFrom, legacyKeyFromHex } from '../../../parts/vault/index.ts'
import { makeBlob, makeLabelled } from '../../../parts/vault/legacy/aes-gcm.fixture.ts'
import type { Got } from '../../../../client/asked.ts'

const fallback = '0f'.repeat(32)
const fallbackKey = legacyKeyFromHex(fallback)
const dataKeyHex = 'd1'.repeat(32)
const foreignKey = `mk_live_${'0123456789abcdef'.repeat(4)}`
const home = aHome()
let server: Started
let source: TestDatabase
let folder: string
/** Takes every revocation. */
let strava: Server

const tables = `
  create table strava_tokens (id uuid primary key default gen_random_uuid(), user_id uuid unique, encrypted_access_token text, encrypted_refresh_token text,
    expires_at timestamptz, scope text, athlete_id bigint, token_type text default 'Bearer', encryption_key_version int default 1, created_at timestamptz default now());
  create table api_keys (id uuid primary key default gen_random_uuid(), user_id uuid, team_id uuid, name text, description text, key_hash text unique,
    key_prefix text, scopes text[], is_active boolean, created_at timestamptz default now(), expires_at timestamptz);
  create table credentials (id serial primary key, user_id int, service text, name text, encrypted_data text, verified boolean default false, deleted_at timestamptz);`

before(async () => {
  folder = dirname(home.folder)
  const providers = [
    {
      id: 'meta',
      title: 'Meta',
      kinds: ['api_key'],
      authorizeUrl: 'https://meta.test/oauth',
      tokenUrl: 'https://meta.test/token',
      scopes: {},
      identity: { from: 'token_answer', subject: ['/user_id'] },
    },
  ]
  writeFileSync(join(folder, 'providers.json'), JSON.stringify(providers))
  strava = createServer((_request, response) => void response.end('{}'))
  await new Promise<void>((resolve) => strava.listen(0, '127.0.0.1', resolve))
  server = await home.start({
    STRAVA_BASE_URL: `http://127.0.0.1:${(strava.address() as AddressInfo).port}`,
    STRAVA_CLIENT_ID: '161983',
    STRAVA_CLIENT_SECRET: 'strava-client-secret',
    KEYHOLD_PROVIDERS_FILE: join(folder, 'providers.json'),
  })
  assert.notEqual(server.url, '', server.stderr())
})

after(async () => {
  await home.remove()
  strava?.closeAllConnections()
  strava?.close()
})

beforeEach(async () => {
  source = await createDatabase()
  await inSource(tables)
})

afterEach(async () => {
  await source.drop()
  for (const { id } of await connections()) await server.keyhold('connections', 'delete', id, '--yes')
})

async function inSource(text: string, values?: unknown[]): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: source.ownerUrl })
  await client.connect()
  try {
    return await client.query(text, values)
  } finally {
    await client.end()
  }
}

const connections = async (): Promise<Got<'/api/connections'>['connections']> =>
  (await server.answerTo<Got<'/api/connections'>>('connections')).connections

const importing = (which: string, from: string, ...words: string[]): Promise<Ended> =>
  home.keyhold(['import', which, '--from', from, '--url', server.url, ...words], {
    KEYHOLD_HOME: home.folder,
  })

const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const insertTokens = (userId: string, athleteId: number, key = fallbackKey) =>
  inSource(
    `insert into strava_tokens (user_id, athlete_id, encrypted_access_token, encrypted_refresh_token, expires_at, scope)
     values ($1, $2, $3, $4, now() + interval '6 hours', 'read,activity:read_all')`,
    [userId, athleteId, makeLabelled(key, `access-of-${athleteId}`), makeLabelled(key, 'refresh')],
  )

const anna = '7b0c1f9e-0000-4000-8000-000000000001'
const ben = '7b0c1f9e-0000-4000-8000-000000000002'

describe('importing from the token manager', () => {
  test('brings each user with a connection whose token is read; a second time changes nothing', async () => {
    await insertTokens(anna, 11)
    await insertTokens(ben, 22, legacyKeyFromHex(dataKeyHex))
    const keys = file('keys.env', `FALLBACK_ENCRYPTION_KEY=${fallback}\nDATA_KEY_V1=${dataKeyHex}\n`)

    const dry = await importing('000', source.ownerUrl, '--keys-file', keys, '--dry-run')
    const before = await connections()
    const done = await importing('000', source.ownerUrl, '--keys-file', keys)
    const found = await connections()
    const again = await importing('000', source.ownerUrl, '--keys-file', keys)

    const tokens = await Promise.all(found.map(({ id }) => server.keyhold('token', id)))
    assert.match(dry.stderr, /2 rows read: 2 imported, 0 renewed, 0 unchanged, 0 failed.*dry run/s)
    assert.deepEqual(before, [])
    assert.equal(done.code, 0, done.stderr)
    assert.match(done.stderr, /Keep the old system stopped.*To check: .*token [0-9a-f-]{36}/s)
    assert.deepEqual(found.map(({ userId }) => userId).sort(), [anna, ben])
    assert.deepEqual(tokens.map(({ stdout }) => stdout).sort(), ['access-of-11\n', 'access-of-22\n'])
    assert.match(again.stderr, /0 imported, 0 renewed, 2 unchanged, 0 failed/)
  })

  test('reads a dump and a CSV file as it reads the database', async () => {
    const line = [
      anna,
      '11',
      makeLabelled(fallbackKey, 'a'),
      makeLabelled(fallbackKey, 'r'),
      '2099-01-01 00:00:00+00',
    ]
    const columns =
      'user_id, athlete_id, encrypted_access_token, encrypted_refresh_token, expires_at, scope, id'
    const dump = file(
      'old.sql',
      `COPY public.strava_tokens (${columns}) FROM stdin;\n${[...line, '\\N', 'row-1'].join('\t')}\n\\.\n`,
    )
    const csv = file('old.csv', `${columns.replaceAll(' ', '')}\n${[...line, '', 'row-1'].join(',')}\n`)
    const keys = file('alone', `${fallback}\n`)

    const fromDump = await importing('000', dump, '--keys-file', keys, '--json')
    const fromCsv = await importing('000', csv, '--keys-file', keys, '--json')

    assert.equal((JSON.parse(fromDump.stdout) as { imported: number }).imported, 1, fromDump.stderr)
    assert.equal((JSON.parse(fromCsv.stdout) as { unchanged: number }).unchanged, 1, fromCsv.stderr)
  })

  test('with a wrong key, or none, tells no secret and takes nothing', async () => {
    await insertTokens(anna, 11)
    const wrong = file('wrong', 'ab'.repeat(32))
    const odd = file('odd', 'this-is-a-secret-and-no-key')

    const refused = await importing('000', source.ownerUrl, '--keys-file', wrong)
    const bare = await importing('000', source.ownerUrl)
    const noKey = await importing('000', source.ownerUrl, '--keys-file', odd)

    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /No row opens with the key from .*wrong/)
    assert.match(bare.stderr, /not given.*FALLBACK_ENCRYPTION_KEY/s)
    assert.match(noKey.stderr, /not 64 hex digits/)
    assert.deepEqual(await connections(), [])
    for (const { stdout, stderr } of [refused, bare, noKey])
      assert.doesNotMatch(stdout + stderr, /abababab|this-is-a-secret|access-of|000102030405/)
  })
})

describe('importing API keys', () => {
  const insertKey = (key: string, scopes: string, more: { active?: boolean; ends?: string } = {}) =>
    inSource(
      `insert into api_keys (user_id, name, key_hash, key_prefix, scopes, is_active, expires_at)
       values ($1, 'Accounting', $2, $3, $4, $5, $6)`,
      [anna, sha256(key).toString('hex'), key.slice(0, 12), scopes, more.active ?? true, more.ends ?? null],
    )

  const ask = async (key: string): Promise<number> => {
    const answer = await fetch(`${server.url}/api/connections`, { headers: { 'x-api-key': key } })
    await answer.body?.cancel()
    return answer.status
  }

  test('makes them work as they are, with what was mapped; those that had ended are left', async () => {
    await insertKey(foreignKey, '{search:read}')
    await insertKey(`mk_live_${'b'.repeat(64)}`, '{search:read}', { active: false })
    await insertKey(`mk_live_${'c'.repeat(64)}`, '{search:read}', { ends: '2020-01-01' })
    const words = ['--map', 'search:read=connections:read']

    const dry = await importing('001-keys', source.ownerUrl, ...words, '--dry-run')
    const before = await ask(foreignKey)
    const done = await importing('001-keys', source.ownerUrl, ...words)
    const again = await importing('001-keys', source.ownerUrl, ...words)

    assert.match(dry.stderr, /3 rows read: 1 imported, 0 unchanged, 2 skipped, 0 failed/)
    assert.equal(done.code, 0, done.stderr)
    assert.deepEqual(
      [
        before,
        await ask(foreignKey),
        await ask(sha256(foreignKey).toString('hex')),
        await ask(`mk_live_${'b'.repeat(64)}`),
      ],
      [401, 200, 401, 401],
    )
    assert.match(again.stderr, /0 imported, 1 unchanged, 2 skipped, 0 failed/)
    assert.doesNotMatch(done.stdout + done.stderr, new RegExp(sha256(foreignKey).toString('hex')))
  })

  test('refuses a mapping that is none', async () => {
    const odd = await importing('001-keys', source.ownerUrl, '--map', 'search:read')
    const unknown = await importing('001-keys', source.ownerUrl, '--map', 'search:read=keys:write')
    await insertKey(`mk_live_${'d'.repeat(64)}`, '{search:read}')
    const sent = await importing('001-keys', source.ownerUrl, '--map', 'search:read=keys:write')

    assert.deepEqual([odd.code, unknown.code, sent.code], [2, 0, 2], sent.stderr)
    assert.match(odd.stderr, /search:read=connections:read/)
  })
})

describe('importing people', () => {
  const bcrypt = '$2b$04$XajjQvNhvvRt5GSeFk1xFehmqcTMvgjj7/Z51UyhV3iUA6NugCIi6'
  const signIn = async (email: string, password: string) => {
    const answer = await fetch(`${server.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }

  test('brings those of 004 with password and second factor, whatever its column of hashes is called', async () => {
    await inSource(`create table users (id text primary key, email text, username text, "displayName" text, "emailVerified" boolean,
      password text, "twoFactorEnabled" boolean, "twoFactorSecret" text)`)
    await inSource(
      `insert into users values ('c1', 'ann@example.org', 'ann', 'Ann', true, $1, false, null), ('c2', 'ben@example.org', 'ben', null, true, $1, true, 'JBSWY3DPEHPK3PXP'),
        ('c3', 'eve@example.org', 'eve', null, true, 'md5-of-something', false, null)`,
      [bcrypt],
    )
    const words = ['--columns', 'passwordHash=password']

    const lacking = await importing('people', source.ownerUrl)
    const dry = await importing('people', source.ownerUrl, ...words, '--dry-run')
    const before = await signIn('ann@example.org', 'TestPass123!')
    const done = await importing('people', source.ownerUrl, ...words)
    const again = await importing('people', source.ownerUrl, ...words, '--json')

    const [ann, ben] = [
      await signIn('ann@example.org', 'TestPass123!'),
      await signIn('ben@example.org', 'TestPass123!'),
    ]
    assert.match(lacking.stderr, /passwordHash/)
    assert.match(dry.stderr, /3 rows read: 2 imported, 0 unchanged, 1 failed.*dry run/s)
    assert.equal(before.status, 401)
    assert.match(done.stdout, /c3 +failed +- +passwordHash: unknown_hash.*sets a new password by mail/s)
    assert.match(done.stderr, /everybody signs in anew.*keyhold people show [0-9a-f-]{36}/s)
    assert.deepEqual([ann.status, ann.body.requiresTwoFactor], [200, false])
    assert.deepEqual([ben.status, ben.body.requiresTwoFactor], [200, true])
    assert.equal((JSON.parse(again.stdout) as { unchanged: number }).unchanged, 2)
    assert.doesNotMatch(done.stdout + done.stderr + again.stdout, /\$2b\$|JBSWY|md5-of/)
  })

  test('takes a file that knows less, when what it lacks is said', async () => {
    const csv = file('people.csv', `id,email,hash\n7,joe@example.org,${bcrypt}\n`)
    const left = ['username=', 'displayName=', 'isVerified=', 'hasFactor=', 'factorSecret=']

    const done = await importing('people', csv, '--columns', 'passwordHash=hash', ...left)
    const odd = await importing('people', csv, '--columns', 'nickname=nick')
    const bare = await importing('people', csv, '--columns', 'address=')

    assert.equal(done.code, 0, done.stderr)
    assert.equal((await signIn('joe@example.org', 'TestPass123!')).status, 200)
    assert.deepEqual([odd.code, bare.code], [2, 2])
    assert.match(odd.stderr, /does not take "nickname=nick".*address, username/s)
  })
})

describe('a file of people whose header lacks columns', () => {
  const csv = () => file('lacking.csv', 'id,email,username,password,emailVerified\n7,a@b.c,a,h,true\n')

  test('is told of all of them, of what it has, and how to leave them out', async () => {
    const { code, stderr } = await importing('people', csv())

    assert.equal(code, 1)
    assert.match(stderr, /has no columns displayName, passwordHash, twoFactorEnabled, twoFactorSecret\./)
    assert.match(stderr, /It is: id, email, username, password, emailVerified\n/)
    assert.match(
      stderr,
      /--columns displayName=theirs; or leave out .*: --columns displayName= passwordHash= /,
    )
    assert.doesNotMatch(stderr, /psql/)
  })

  test('is not told to leave out the address', async () => {
    const left = ['displayName=', 'hasFactor=', 'factorSecret=', 'passwordHash=password']

    const { stderr } = await importing('people', csv(), '--columns', ...left, 'address=mail')

    assert.match(stderr, /has no column mail\.[^]*--columns address=theirs\.\n/)
    assert.doesNotMatch(stderr, /leave out/)
  })

  test('is told to be made with a header where there is none, and not what its first row holds', async () => {
    const { stderr } = await importing('people', file('headless.csv', '7,a@b.c,a,secret-hash,true\n'))

    assert.match(stderr, /has no columns id, email, [^]*Make it with a header: psql/)
    assert.doesNotMatch(stderr, /secret-hash/)
  })
})

describe('importing credentials', () => {
  test('takes those that are tokens as they stand, tells the others by id, leaves the deleted', async () => {
    const key = await legacyKeyFrom('42', { salt: 'salt-of-the-suite', iterations: 100_000 })
    const insert = (service: string, credential: object, deleted = false) =>
      inSource(
        `insert into credentials (user_id, service, name, encrypted_data, deleted_at) values (42, $1, 'KPI', $2, ${deleted ? 'now()' : 'null'})`,
        [service, makeBlob(key, JSON.stringify(credential))],
      )
    await insert('meta', { access_token: 'EAAB', account_id: '1789' })
    await insert('ga4', { type: 'service_account', private_key: 'k' })
    await insert('meta', { access_token: 'old', account_id: '1' }, true)
    const env = file('003.env', 'DB_NAME=kpi_etl\nENCRYPTION_KEY_SALT="salt-of-the-suite"\n')

    const bySalt = await importing('003', source.ownerUrl, '--salt-file', env)
    const byDefault = await importing('003', source.ownerUrl)

    const [connection] = await connections()
    assert.equal(bySalt.code, 1)
    assert.match(bySalt.stdout, /1 +imported.*\n2 +failed +- +encryptedData: service_account/s)
    assert.match(bySalt.stderr, /2 rows read: 1 imported.*1 failed.*1 that the old system had deleted/s)
    assert.deepEqual([connection!.userId, connection!.providerAccount], ['42', '1789'])
    assert.equal((await server.keyhold('token', connection!.id)).stdout, 'EAAB\n')
    assert.match(byDefault.stderr, /No row opens with the key from the salt .* when none is set/)
  })
})
