import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { said } from '../outside.fixture.ts'
import type { Finding } from './finding.ts'
import { listeningFinding } from './listening.ts'
import { listenersIn, portHolder } from './port-holder.ts'
import { redirectFindings } from './redirect-uris.ts'
import { aSubject } from './subject.fixture.ts'
import { whyUnreachable } from './unreachable.ts'

let KEYHOLD_HOME: string

before(() => {
  KEYHOLD_HOME = join(mkdtempSync(join(tmpdir(), 'keyhold-moved-')), 'home')
})

after(() => rmSync(join(KEYHOLD_HOME, '..'), { recursive: true }))

/** What doctor says of a configuration, by its stable JSON. */
async function checks(environment: Record<string, string>): Promise<Finding[]> {
  const { stdout } = await said(['doctor', '--json'], { KEYHOLD_HOME, PORT: '0', ...environment })
  return (JSON.parse(stdout) as { checks: Finding[] }).checks
}

const only = (findings: readonly Finding[], check: string): Finding[] =>
  findings.filter((finding) => finding.check === check)

describe('a port in use', () => {
  const isLinux = process.platform === 'linux'

  test('is told with the process that holds it', { skip: !isLinux }, async () => {
    const stranger = createServer((_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo

    const finding = await listeningFinding(aSubject({ KEYHOLD_HOME, PORT: String(port) }))
    stranger.closeAllConnections()
    await new Promise((resolve) => stranger.close(resolve))

    assert.equal(finding.level, 'fail')
    assert.match(finding.text, new RegExp(`taken by another program: node, process ${process.pid}$`))
    assert.match(
      finding.fix ?? '',
      new RegExp(`kill ${process.pid}, or choose another port: PORT=${port + 1}`),
    )
    assert.equal(portHolder(port), null)
  })

  test('is found among listening sockets alone, of either family', () => {
    const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:0BB8 0100007F:C000 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 20 4 30 10 -1
   2: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
   3: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4714 1 0 100 0 0 10 0`

    assert.deepEqual(listenersIn(table, 3000), ['4711', '4713'])
  })
})

describe('an invalid key', () => {
  test('as master key is told with its length and the command that makes one', async () => {
    const found = await checks({ KEYHOLD_MASTER_KEY: 'c2hvcnQ=' })

    const [configuration] = only(found, 'configuration')
    const [masterKey] = only(found, 'master_key')
    assert.deepEqual([configuration?.level, masterKey?.level], ['fail', 'fail'])
    assert.match(
      `${masterKey?.text} ${masterKey?.fix}`,
      /8 characters, which are 5 bytes.*openssl rand -base64 32/,
    )
  })

  test('is not made up for in production by the ENCRYPTION_KEY of the old system', async () => {
    const [masterKey] = only(
      await checks({ ENVIRONMENT: 'production', ENCRYPTION_KEY: 'k7tJ0qv3nX2mZ8cB5dF1gH4jL6pR9sW-uYxA' }),
      'master_key',
    )

    assert.equal(masterKey?.level, 'fail')
    assert.match(
      `${masterKey?.text} ${masterKey?.fix}`,
      /ENCRYPTION_KEY opens imported rows.*KEYHOLD_MASTER_KEY_FILE/,
    )
  })

  test('as ENCRYPTION_KEY is one in quotes, a placeholder, or a part of one', async () => {
    const levels = []
    for (const ENCRYPTION_KEY of [
      '"k7tJ0qv3nX2mZ8cB5dF1gH4jL6pR9sW"',
      '<GENERATE_KEY>',
      'k7tJ0qv3',
      'k7tJ0qv3nX2mZ8cB5dF1gH4jL6pR9sW-uYxA',
    ])
      levels.push(
        only(await checks({ ENCRYPTION_KEY }), 'encryption_key').map(({ level, fix }) => [
          level,
          fix !== null,
        ]),
      )

    assert.deepEqual(levels, [[['warn', true]], [['warn', true]], [['warn', true]], [['ok', false]]])
  })

  test('is in no answer', async () => {
    const { stdout, stderr } = await said(['doctor'], {
      KEYHOLD_HOME,
      PORT: '0',
      ENCRYPTION_KEY: '"quoted-key-value"',
    })

    assert.doesNotMatch(stdout + stderr, /quoted-key-value/)
  })
})

describe('a redirect URI', () => {
  const found = (environment: Record<string, string>, production = false): Finding | undefined =>
    redirectFindings(aSubject({ KEYHOLD_HOME, ...environment }, production))[0]
  const KEYHOLD_URL = 'https://api.example.org'

  test('that leads to where we answer is well, and none needs to be set', () => {
    assert.equal(
      found({ KEYHOLD_URL, STRAVA_REDIRECT_URI: 'https://api.example.org/strava/callback' })?.level,
      'ok',
    )
    assert.equal(found({ KEYHOLD_URL }), undefined)
  })

  for (const [what, uri] of [
    ['scheme', 'http://api.example.org/strava/callback'],
    ['host', 'https://other.example.org/strava/callback'],
    ['host', 'https://api.example.org:8443/strava/callback'],
    ['path', 'https://api.example.org/callback'],
    ['path', 'https://api.example.org/strava/callback/'],
    ['query', 'https://api.example.org/strava/callback?x=1'],
    ['no address', 'api.example.org/strava/callback'],
  ] as const) {
    test(`that differs fails by its ${what}: ${uri}`, () => {
      const finding = found({ KEYHOLD_URL, STRAVA_REDIRECT_URI: uri })

      assert.equal(finding?.level, 'fail')
      assert.match(finding?.text ?? '', new RegExp(what))
      assert.match(finding?.fix ?? '', /STRAVA_REDIRECT_URI=https:\/\/api\.example\.org\/strava\/callback/)
    })
  }

  test('that came along while KEYHOLD_URL was forgotten names the setting that is missing', () => {
    const finding = found({ STRAVA_REDIRECT_URI: 'https://api.example.org/strava/callback' })

    assert.deepEqual([finding?.level, finding?.fix], ['fail', 'set KEYHOLD_URL=https://api.example.org'])
  })

  test('wants https in production, also while other settings are wrong', () => {
    const http = {
      KEYHOLD_URL: 'http://api.example.org',
      STRAVA_REDIRECT_URI: 'http://api.example.org/strava/callback',
    }

    assert.equal(found(http)?.level, 'ok')
    assert.equal(found(http, true)?.level, 'fail')
    assert.match(found(http, true)?.fix ?? '', /KEYHOLD_URL=https:\/\/api\.example\.org/)
  })
})

describe('settings that came along', () => {
  test('a missing STATE_SECRET is told to be no trouble, and one that is set to have no use', async () => {
    const missing = only(await checks({}), 'state_secret')[0]
    const set = only(await checks({ STATE_SECRET: 'k7tJ0qv3nX2mZ8cB5dF1gH4jL6pR9sW' }), 'state_secret')[0]

    assert.deepEqual([missing?.level, set?.level], ['ok', 'ok'])
    assert.match(missing?.text ?? '', /not set, and nothing needs it/)
  })

  test('a database named by POSTGRES_DB alone is told to be another one than is used', async () => {
    const named = {
      POSTGRES_USER: 'backend_user',
      POSTGRES_PASSWORD: 'pass-word-1',
      POSTGRES_DB: 'backend_db',
    }

    const [finding] = only(await checks(named), 'database_variables')

    assert.equal(finding?.level, 'warn')
    assert.match(
      finding?.fix ?? '',
      /DATABASE_URL=postgres:\/\/backend_user@host:5432\/backend_db with its password/,
    )
    assert.deepEqual(
      only(await checks({ ...named, DATABASE_URL: 'postgres://127.0.0.1:1/x' }), 'database_variables'),
      [],
    )
  })
})

test('a name that only Docker knows is told as such', () => {
  const target = { host: 'db', port: 5432, user: 'backend_user', database: 'backend_db' }

  const { text, fix } = whyUnreachable(
    Object.assign(new Error('x'), { code: 'ENOTFOUND' }),
    target,
    'DATABASE_URL',
  )

  assert.match(`${text}: ${fix}`, /db:5432.*DATABASE_URL.*Docker/)
})
