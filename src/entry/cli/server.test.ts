import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { said } from './outside.fixture.ts'
import { serverAddress } from './server-address.ts'
import { path } from './server.ts'

/** A stand-in that answers whatever the test wants, and remembers what it was asked. */
let answer: (response: ServerResponse) => void
const asked: { method: string | undefined; url: string | undefined; authorization: string | undefined }[] = []
const server = createServer(({ method, url, headers }: IncomingMessage, response) => {
  asked.push({ method, url, authorization: headers.authorization })
  answer(response)
})
let address = ''
let folder = ''

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = mkdtempSync(join(tmpdir(), 'keyhold-cli-'))
})

after(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const json = (status: number, value: unknown) => (response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

describe('what the server says becomes words and an exit code', () => {
  const codes = [
    [400, 2],
    [401, 4],
    [403, 4],
    [404, 3],
    [405, 1],
    [409, 5],
    [423, 5],
    [429, 69],
    [500, 1],
    [503, 69],
  ] as const
  for (const [status, code] of codes) {
    test(`HTTP ${status} ends with ${code}`, async () => {
      answer = json(status, { title: 'It is so.', status, hint: 'Do that.', code: 'SUCH', requestId: 'r1' })

      const ended = await said(['token', 'x', '--url', address], { KEYHOLD_API_KEY: 'kh_test_1' })

      assert.equal(ended.code, code)
      assert.equal(ended.stdout, '')
      assert.match(ended.stderr, /^Error: It is so\.\n/)
      assert.match(ended.stderr, /Do that\./)
      assert.match(ended.stderr, /request r1/)
    })
  }

  test('every place of the input that is wrong is named', async () => {
    answer = json(400, { title: 'Wrong.', violations: [{ at: '/userId', wants: 'at most 200' }] })

    const { stderr } = await said(['connect', 'sandbox', '--user', 'x', '--url', address], {
      KEYHOLD_API_KEY: 'k',
    })

    assert.match(stderr, /\/userId: at most 200/)
  })

  test('the words of source 004 are told as ours are, with a document’s mistakes by line', async () => {
    answer = json(422, {
      error: 'It is none.',
      code: 'JOURNEY_INVALID',
      hint: 'Mend it.',
      requestId: 'r3',
      problems: [{ line: 7, column: 3, at: '/slo', wants: 'an object' }],
      violations: [{ file: 'a.prisma', line: 2, message: 'Unknown type.' }],
      known: [{ name: 'one' }, 'two'],
    })

    const { code, stderr } = await said(['token', 'x', '--url', address], { KEYHOLD_API_KEY: 'k' })

    assert.equal(code, 1)
    assert.match(stderr, /^Error: It is none\.\n/)
    assert.match(stderr, /^ {2}line 7: \/slo: an object\n {2}a\.prisma: line 2: Unknown type\.\n/m)
    assert.match(stderr, /known: \{"name":"one"\}, two/)
    assert.match(stderr, /Mend it\.\n\(JOURNEY_INVALID, request r3\)/)
  })

  test('a connection that needs its owner names the command that sends for him', async () => {
    answer = json(409, { title: 'Gone.', code: 'NEEDS_REAUTH', connectionId: 'c1' })

    const { stderr } = await said(['token', 'c1', '--url', address], { KEYHOLD_API_KEY: 'k' })

    assert.match(stderr, /Try: npx keyhold connections reconnect c1/)
  })

  test('with --json what went wrong is JSON on standard error', async () => {
    answer = json(404, { title: 'None.', code: 'CONNECTION_NOT_FOUND', requestId: 'r2' })

    const { stdout, stderr } = await said(['token', 'x', '--json', '--url', address], {
      KEYHOLD_API_KEY: 'k',
    })

    assert.equal(stdout, '')
    const { version, error } = JSON.parse(stderr)
    assert.deepEqual(
      [version, error.code, error.requestId, error.exitCode],
      [1, 'CONNECTION_NOT_FOUND', 'r2', 3],
    )
  })

  test('escape sequences of a stranger are not sent to the terminal', async () => {
    answer = json(404, { title: 'None\u001B[2J\u0007.', hint: '\u202Ereversed' })

    const { stderr } = await said(['token', 'x', '--url', address], { KEYHOLD_API_KEY: 'k' })

    assert.deepEqual(
      ['\u001B', '\u0007', '\u202E'].filter((each) => stderr.includes(each)),
      [],
    )
  })

  test('a page of something else is told as such', async () => {
    answer = (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>')

    const { code, stderr } = await said(['token', 'x', '--url', address], { KEYHOLD_API_KEY: 'k' })

    assert.equal(code, 1)
    assert.match(stderr, /is not Keyhold/)
  })

  test('a redirect is not followed, since it would carry the credential along', async () => {
    answer = (response) => response.writeHead(302, { location: `${address}/elsewhere` }).end()
    asked.length = 0

    const { code, stderr } = await said(['token', 'x', '--url', address], { KEYHOLD_API_KEY: 'k' })

    assert.equal(code, 1)
    assert.match(stderr, /sends callers on/)
    assert.equal(asked.length, 1)
  })
})

describe('who the CLI speaks as', () => {
  const homeWithKey = (): string => {
    const home = join(folder, 'home')
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, 'operator.key'), 'kho_operator\n', { mode: 0o600 })
    return home
  }

  const bearerOf = async (environment: Record<string, string>): Promise<string | undefined> => {
    answer = json(200, { providers: [] })
    asked.length = 0
    await said(['providers', '--url', address], environment)
    return asked[0]?.authorization
  }

  test("the operator by the home's key", async () => {
    assert.equal(await bearerOf({ KEYHOLD_HOME: homeWithKey() }), 'Bearer kho_operator')
  })

  test('an API key of the environment goes before it, and so does one in a file', async () => {
    const file = join(folder, 'api.key')
    writeFileSync(file, 'kh_test_2\n')

    assert.equal(
      await bearerOf({ KEYHOLD_HOME: homeWithKey(), KEYHOLD_API_KEY: 'kh_test_1' }),
      'Bearer kh_test_1',
    )
    assert.equal(
      await bearerOf({ KEYHOLD_HOME: homeWithKey(), KEYHOLD_API_KEY_FILE: file }),
      'Bearer kh_test_2',
    )
  })

  test('without a key a running server is refused with the cure', async () => {
    answer = json(200, { status: 'ok' })

    const { code, stderr } = await said(['providers', '--url', address], {
      KEYHOLD_HOME: join(folder, 'none'),
    })

    assert.equal(code, 4)
    assert.match(stderr, /KEYHOLD_HOME/)
  })

  test('without a server that is what is told, with a key and without', async () => {
    for (const KEYHOLD_HOME of [homeWithKey(), join(folder, 'none')]) {
      const { code, stderr } = await said(['providers'], { KEYHOLD_HOME, PORT: String(await aFreePort()) })

      assert.equal(code, 69)
      assert.match(stderr, /npm start/)
    }
  })
})

describe('where the server is', () => {
  test('--url goes before KEYHOLD_URL, and that before PORT', () => {
    const environment = { KEYHOLD_URL: 'https://keyhold.example', PORT: '4000' }

    assert.equal(serverAddress(environment, 'http://other.example', 'key').href, 'http://other.example/')
    assert.equal(serverAddress(environment, undefined, 'key').href, 'https://keyhold.example/')
    assert.equal(serverAddress({ PORT: '4000' }, undefined, 'key').href, 'http://localhost:4000/')
    assert.equal(serverAddress({}, undefined, 'operator').href, 'http://localhost:3000/')
  })

  test("the operator's key stays on this machine", () => {
    const environment = { KEYHOLD_URL: 'https://keyhold.example', PORT: '4000' }

    assert.equal(serverAddress(environment, undefined, 'operator').href, 'http://localhost:4000/')
    for (const elsewhere of [
      'https://keyhold.example',
      'http://localhost.example',
      'http://127.0.0.1.example',
    ]) {
      assert.throws(() => serverAddress({}, elsewhere, 'operator'), { exitCode: 4 })
    }
    for (const here of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1']) {
      assert.equal(serverAddress({}, here, 'operator').origin, here)
    }
  })

  test('what is no address is wrong usage', () => {
    for (const given of ['localhost:3000', 'ftp://x', 'http://user:password@x']) {
      assert.throws(() => serverAddress({}, given, 'key'), { exitCode: 2 })
    }
  })

  test('a parameter stays one segment of its path', () => {
    assert.equal(path`/api/users/${'a/b?c#d é'}`, '/api/users/a%2Fb%3Fc%23d%20%C3%A9')
  })
})

test('a list is read page by page until it has as many rows as asked for', async () => {
  const pages = [
    { keys: Array.from({ length: 100 }, (_, index) => aKey(index)), nextCursor: 'n1' },
    { keys: [aKey(100)], nextCursor: 'n2' },
  ]
  asked.length = 0
  answer = (response) => json(200, pages[asked.length - 1])(response)

  const { stdout, stderr } = await said(['keys', 'list', '--limit', '101', '--plain', '--url', address], {
    KEYHOLD_API_KEY: 'k',
  })

  assert.deepEqual(
    asked.map(({ url }) => url),
    ['/api/keys?limit=100', '/api/keys?limit=1&cursor=n1'],
  )
  assert.equal(stdout.trimEnd().split('\n').length, 101)
  assert.match(stderr, /There are more/)
})

async function aFreePort(): Promise<number> {
  const passing = createServer().listen(0, '127.0.0.1')
  await once(passing, 'listening')
  const { port } = passing.address() as AddressInfo
  passing.close()
  await once(passing, 'close')
  return port
}

const aKey = (index: number) => ({
  id: `k${index}`,
  name: 'web',
  obfuscated: 'kh_…',
  scopes: ['connections:read'],
  userId: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
  lastUsedAt: null,
  revokedAt: null,
  suspendedAt: null,
})
