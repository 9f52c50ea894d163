import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import pg from 'pg'
import { aHome, type Ended, type Started } from '../../../../tests/cli/running.ts'
import { createDatabase, type TestDatabase } from '../../../../tests/support/cluster.ts'
import { keyOfSource } from '../../../parts/connections/imports/source-002.ts'
import type { FernetKey } from '../../../parts/vault/index.ts'
import { makeFernet } from '../../../parts/vault/legacy/fernet.fixture.ts'
import type { Got } from '../../../../client/asked.ts'

const encryptionKey = 'the-encryption-key-of-the-old-system'
const home = aHome()
let server: Started
let strava: Server
let spent: (string | null)[] = []
let key: FernetKey
let source: TestDatabase
let envFile: string

/** The tables as the old system makes them. */
const tables = `
  create table strava_auth (id integer primary key, athlete_id bigint, access_token varchar(500), refresh_token varchar(500), expires_at integer,
    updated_at timestamptz default now());
  create table strava_stats (id serial primary key, stats_type varchar(50) unique not null, data json not null, fetched_at timestamptz default now());
  create table strava_activities (id bigint primary key, name varchar(255) not null);
  insert into strava_stats (stats_type, data) values ('ytd', '{}');
  insert into strava_activities select n, 'Morning Run' from generate_series(1, 12) n;`

before(async () => {
  key = await keyOfSource(encryptionKey)
  strava = createServer((request, response) => {
    if (request.url !== '/oauth/token') return void response.end('{}')
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      spent.push(new URLSearchParams(body).get('refresh_token'))
      const expiresAt = Math.floor(Date.now() / 1000) + 21_600
      response.setHeader('content-type', 'application/json')
      response.end(
        JSON.stringify({
          token_type: 'Bearer',
          access_token: 'fresh-access-token',
          refresh_token: 'fresh-refresh-token',
          expires_at: expiresAt,
          expires_in: 21_600,
        }),
      )
    })
  })
  await new Promise<void>((resolve) => strava.listen(0, '127.0.0.1', resolve))
  server = await home.start({
    STRAVA_BASE_URL: `http://127.0.0.1:${(strava.address() as AddressInfo).port}`,
    STRAVA_CLIENT_ID: '161983',
    STRAVA_CLIENT_SECRET: 'strava-client-secret',
  })
  assert.notEqual(server.url, '', server.stderr())
  envFile = join(dirname(home.folder), '.env')
  writeFileSync(
    envFile,
    `POSTGRES_DB=backend_db\nENCRYPTION_KEY="${encryptionKey}"  # AES-128\nSTRAVA_CLIENT_ID=1\n`,
  )
})

after(async () => {
  await home.remove()
  strava?.closeAllConnections()
  strava?.close()
})

beforeEach(async () => {
  spent = []
  source = await createDatabase()
  await inSource(tables)
})

afterEach(() => source.drop())

async function inSource(text: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: source.ownerUrl })
  await client.connect()
  try {
    await client.query(text, values)
  } finally {
    await client.end()
  }
}

const insertAuth = (
  id: number,
  athleteId: number | null,
  access: string | null,
  refresh: string | null,
  expiresAt = 1_700_000_000,
) =>
  inSource(
    'insert into strava_auth (id, athlete_id, access_token, refresh_token, expires_at) values ($1, $2, $3, $4, $5)',
    [id, athleteId, access && makeFernet(key, access), refresh && makeFernet(key, refresh), expiresAt],
  )

const importing = (...words: string[]): Promise<Ended> =>
  home.keyhold(['import', '002', '--from', source.ownerUrl, '--url', server.url, ...words], {
    KEYHOLD_HOME: home.folder,
  })

const counted = ({ stdout }: Ended): Record<string, unknown> => {
  const { read, imported, renewed, unchanged, failed } = JSON.parse(stdout) as Record<string, unknown>
  return { read, imported, renewed, unchanged, failed }
}
const none = { read: 1, imported: 0, renewed: 0, unchanged: 0, failed: 0 }

const connections = async (): Promise<Got<'/api/connections'>['connections']> =>
  (await server.answerTo<Got<'/api/connections'>>('connections')).connections

/** Ends what a test connected, without the provider. */
async function forgetAll(): Promise<void> {
  for (const { id } of await connections()) await server.keyhold('connections', 'delete', id, '--yes')
}

describe('importing from the statistics backend', () => {
  afterEach(forgetAll)

  test('a dry run stores nothing; the import after it brings a connection whose token is read', async () => {
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token')

    const dry = await importing('--encryption-key-file', envFile, '--dry-run', '--json')
    const before = await connections()
    const done = await importing('--encryption-key-file', envFile, '--json')
    const [connection] = await connections()
    const token = await server.keyhold('token', connection!.id)

    assert.deepEqual([dry.code, counted(dry)], [0, { ...none, imported: 1 }], dry.stderr)
    assert.deepEqual(before, [])
    assert.deepEqual([done.code, counted(done)], [0, { ...none, imported: 1 }], done.stderr)
    assert.deepEqual(
      [connection!.provider, connection!.providerAccount, connection!.userId],
      ['strava', '12345', '@self'],
    )
    assert.equal(token.stdout, 'fresh-access-token\n')
    assert.deepEqual(spent, ['old-refresh-token'])
  })

  test('says what is left behind, that the old system must stay stopped, and how to check', async () => {
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token')

    const { stdout, stderr } = await importing('--encryption-key-file', envFile)

    assert.match(stdout, /1 +imported +[0-9a-f-]{36}/)
    assert.match(stderr, /1 row read: 1 imported, 0 renewed, 0 unchanged, 0 failed/)
    assert.match(stderr, /12 activities and 1 cached statistics. The first sync fetches them/)
    assert.match(stderr, /Keep the old system stopped/)
    assert.match(stderr, /To check: .*token [0-9a-f-]{36}/)
  })

  test('twice changes nothing the second time, and spends no refresh token', async () => {
    const inSixHours = Math.floor(Date.now() / 1000) + 21_600
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token', inSixHours)
    await importing('--encryption-key-file', envFile)

    const again = await importing('--encryption-key-file', envFile, '--json')

    assert.deepEqual([again.code, counted(again)], [0, { ...none, unchanged: 1 }])
    assert.deepEqual(spent, [])
  })

  test('while somebody is connected to the old database wants a yes, and a dry run says so', async () => {
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token')
    const running = new pg.Client({ connectionString: source.ownerUrl })
    await running.connect()

    const asked = await importing('--encryption-key-file', envFile)
    const dry = await importing('--encryption-key-file', envFile, '--dry-run')
    const sure = await importing('--encryption-key-file', envFile, '--yes', '--json')
    await running.end()

    assert.equal(asked.code, 2)
    assert.match(asked.stderr, /1 other connection is open.*refresh token burn it.*--yes/s)
    assert.deepEqual([dry.code, /1 other connection is open/.test(dry.stderr)], [0, true])
    assert.deepEqual(counted(sure), { ...none, imported: 1 })
  })

  test('rows that cannot be taken are told by id with exit code 1, and hold up no other', async () => {
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token')
    await insertAuth(2, null, 'a', 'b')
    await insertAuth(3, 3, 'a', null)
    await insertAuth(4, 4, 'tökén', 'b')
    await inSource("insert into strava_auth values (5, 5, 'stored-in-plain', 'stored-in-plain', 1700000000)")
    await inSource('alter table strava_auth alter access_token type text')
    await insertAuth(6, 6, 'x'.repeat(20_000), 'b')

    const done = await importing('--encryption-key-file', envFile, '--json')
    const { failures } = JSON.parse(done.stdout) as {
      failures: { id: string; field: string; reason: string }[]
    }

    assert.deepEqual([done.code, counted(done)], [1, { ...none, read: 6, imported: 1, failed: 5 }])
    assert.deepEqual(
      failures.map(({ id, field, reason }) => `${id} ${field} ${reason}`),
      [
        '2 athleteId missing',
        '3 refreshToken missing',
        '4 accessToken no_token',
        '5 accessToken not_encrypted',
        '6 accessToken too_long',
      ],
    )
  })

  test('more rows than one request takes are all read', async () => {
    await inSource(
      "insert into strava_auth select n, n, 'plain', 'plain', 1700000000 from generate_series(1, 45) n",
    )

    const done = await importing('--encryption-key-file', envFile, '--json', '--dry-run')

    assert.deepEqual(counted(done), { ...none, read: 45, failed: 45 })
  })

  test('with a wrong key names where it was taken from, and tells no secret', async () => {
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token')
    const wrong = { KEYHOLD_HOME: home.folder, ENCRYPTION_KEY: 'not-the-key-of-the-old-system' }

    const done = await home.keyhold(['import', '002', '--from', source.ownerUrl, '--url', server.url], wrong)

    assert.equal(done.code, 1)
    assert.match(done.stderr, /No row opens with the key from ENCRYPTION_KEY/)
    assert.doesNotMatch(done.stdout + done.stderr, /not-the-key-of|gAAAA|old-access/)
  })

  test('an empty table is nothing to import', async () => {
    const done = await importing('--encryption-key-file', envFile)

    assert.equal(done.code, 0)
    assert.match(done.stderr, /nothing to import/)
  })

  test('writes nothing into the old database, and can do so as a login that may only read', async () => {
    await insertAuth(1, 12_345, 'old-access-token', 'old-refresh-token')
    await inSource('grant select on all tables in schema public to keyhold')

    const done = await home.keyhold(
      [
        'import',
        '002',
        '--from',
        source.url,
        '--url',
        server.url,
        '--encryption-key-file',
        envFile,
        '--json',
      ],
      { KEYHOLD_HOME: home.folder },
    )

    assert.deepEqual(counted(done), { ...none, imported: 1 }, done.stderr)
  })
})

describe('what stands in the way is told in words', () => {
  const words = async (from: string, environment: Record<string, string> = {}): Promise<Ended> =>
    home.keyhold(['import', '002', '--from', from, '--url', server.url], {
      KEYHOLD_HOME: home.folder,
      ...environment,
    })

  test('another database', async () => {
    await inSource('drop table strava_auth')

    const { code, stderr } = await words(source.ownerUrl)

    assert.deepEqual([code, /no table strava_auth/.test(stderr)], [1, true], stderr)
  })

  test('a login that may not read', async () => {
    const { code, stderr } = await words(source.url)

    assert.equal(code, 1)
    assert.match(stderr, /permission denied.*grant select/s)
  })

  test('nobody at the address, without its password', async () => {
    const { code, stderr } = await words(
      'postgresql+psycopg2://backend_user:pass-word-1@127.0.0.1:1/backend_db',
    )

    assert.equal(code, 69)
    assert.match(stderr, /No PostgreSQL answers at 127\.0\.0\.1:1.*--from/s)
    assert.ok(!stderr.includes('pass-word-1'))
  })

  test('what is no address', async () => {
    for (const from of ['mysql://x/y', 'postgres://[', 'backend_db'])
      assert.equal((await words(from)).code, 2, from)
  })

  test('a key file without a key, and one that is not there', async () => {
    writeFileSync(envFile.replace('.env', 'empty'), '\n')

    const empty = await importing('--encryption-key-file', envFile.replace('.env', 'empty'))
    const absent = await importing('--encryption-key-file', envFile.replace('.env', 'absent'))

    assert.match(empty.stderr, /There is no key in/)
    assert.match(absent.stderr, /absent \(ENOENT\)/)
  })

  test('an API key instead of the operator’s, before anything is sent or read', async () => {
    const { code, stderr } = await words('postgres://127.0.0.1:1/x', {
      KEYHOLD_API_KEY: 'kh_test_x',
      ENCRYPTION_KEY: encryptionKey,
    })

    assert.equal(code, 4)
    assert.match(stderr, /Only the operator imports/)
  })
})
