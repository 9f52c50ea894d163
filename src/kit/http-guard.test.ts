import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientFor, get, getting, httpServer, loopback } from './http-server.fixture.ts'

describe('what may be called', () => {
  const hosts = [
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[fe80::1]',
    '[fd00::1]',
    '[ff02::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:8.8.8.8]',
    '[::127.0.0.1]',
    '[64:ff9b::10.0.0.1]',
    '[2002:7f00:1::]',
    '[2001:db8::1]',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0300.0250.1.1',
    '127.0.0.1.',
    '017700000001',
    '①②⑦.⓪.⓪.①',
  ]
  for (const host of hosts) {
    test(`${host} is blocked`, async () => {
      const ended = await get(
        `http://${host}/latest/meta-data/`,
        {},
        { allowedOrigins: [], lookup: unexpected },
      )

      assert.equal(ended.kind, 'blocked')
    })
  }

  test('a name that resolves to a private address is blocked', async () => {
    const lookup = async () => [{ address: '10.0.0.1', family: 4 }]

    const ended = await get('http://intranet.test', {}, { allowedOrigins: [], lookup })

    assert.equal(ended.kind, 'blocked')
  })

  test('a name with one private address among public ones is blocked', async () => {
    const lookup = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '::ffff:127.0.0.1', family: 6 },
    ]

    const ended = await get('http://mixed.test', {}, { allowedOrigins: [], lookup })

    assert.equal(ended.kind, 'blocked')
  })

  test('a configured origin that a request is not for is judged as any other, and no standing connection is used', async (t) => {
    const origin = (await httpServer(t, (_request, answer) => answer.end('inside'))).replace(
      '127.0.0.1',
      'inside.test',
    )
    const client = clientFor(origin, { lookup: loopback })
    const sent = (privateOrigins?: readonly string[]) =>
      client.send(
        getting(origin, { freshConnection: false, ...(privateOrigins !== undefined && { privateOrigins }) }),
      )

    const kinds = [(await sent()).kind, (await sent([])).kind, (await sent([origin])).kind]

    assert.deepEqual(kinds, ['answered', 'blocked', 'answered'])
  })

  test('a name is looked up once, and the address that was checked is the one dialled', async (t) => {
    const origin = (await httpServer(t, (request, answer) => answer.end(request.headers.host))).replace(
      '127.0.0.1',
      'stand-in.test',
    )
    let calls = 0
    const lookup = async () => [{ address: calls++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]

    const ended = await get(origin, {}, { lookup })

    assert.ok(ended.kind === 'answered')
    assert.equal(Buffer.from(ended.body).toString(), new URL(origin).host)
    assert.equal(calls, 1)
  })

  test('an allowed origin is exempt, another port of the same host is not', async (t) => {
    const origin = await httpServer(t, (_request, answer) => answer.end())
    const client = clientFor(origin)
    const neighbour = new URL(origin)
    neighbour.port = String(Number(neighbour.port) === 65_535 ? 1_024 : Number(neighbour.port) + 1)

    const allowed = await client.send(getting(origin))
    const otherPort = await client.send(getting(neighbour.href))
    const otherScheme = await client.send(getting(origin.replace('http:', 'https:')))

    assert.deepEqual([allowed.kind, otherPort.kind, otherScheme.kind], ['answered', 'blocked', 'blocked'])
  })

  test('other schemes and addresses with a password are blocked', async () => {
    const file = await get('file:///etc/passwd')
    const password = await get('http://user:password@example.org/')

    assert.deepEqual([file.kind, password.kind], ['blocked', 'blocked'])
  })

  test('a call inside an open transaction throws and names the rule', async (t) => {
    const origin = await httpServer(t, () => assert.fail('the server was called'))

    await assert.rejects(get(origin, {}, { insideTransaction: () => true }), /inside an open transaction/)
  })
})

const unexpected = (host: string) => Promise.reject(new Error(`${host} was looked up`))
