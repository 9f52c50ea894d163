import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { after } from './duration.ts'
import type { Exchange } from './http-client.ts'
import {
  clientFor,
  closedPort,
  get,
  getting,
  httpServer,
  httpsServer,
  tcpServer,
} from './http-server.fixture.ts'

describe('what was sent', () => {
  test('a refused connection is not sent', async (t) => {
    const origin = await closedPort(t)

    const ended = await get(origin)

    assert.equal(ended.kind, 'not_sent')
  })

  test('a name without an address is not sent', async () => {
    const lookup = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'))

    const ended = await get('http://nowhere.test', {}, { lookup })

    assert.equal(ended.kind, 'not_sent')
  })

  test('a peer that does not speak TLS is not sent', async (t) => {
    const origin = await tcpServer(t, (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'https')

    const ended = await get(origin)

    assert.equal(ended.kind, 'not_sent')
  })

  test('a peer with an unknown certificate is not sent and never sees the request', async (t) => {
    const seen: string[] = []
    const origin = await httpsServer(t, (request, answer) => {
      seen.push(request.url ?? '')
      answer.end()
    })

    const ended = await get(origin)

    assert.equal(ended.kind, 'not_sent')
    assert.deepEqual(seen, [])
  })

  test('a connection that is never accepted by TLS is not sent, at the deadline', async (t) => {
    const origin = await tcpServer(t, () => undefined, 'https')

    const ended = await get(origin, { deadlineMilliseconds: 100 })

    assert.equal(ended.kind, 'not_sent')
  })

  test('a look-up that hangs is not sent, at the deadline', async () => {
    const ended = await get(
      'http://slow.test',
      { deadlineMilliseconds: 50 },
      { lookup: () => new Promise(() => {}) },
    )

    assert.equal(ended.kind, 'not_sent')
  })

  test('a header that cannot be written is not sent', async (t) => {
    const origin = await httpServer(t, (_request, answer) => answer.end())

    const ended = await get(origin, { headers: { authorization: 'Bearer a\nb' } })

    assert.equal(ended.kind, 'not_sent')
    assert.ok(ended.kind === 'not_sent' && !ended.cause.message.includes('Bearer'))
  })

  test('a server that closes without an answer leaves it unknown', async (t) => {
    const origin = await tcpServer(t, (socket) => socket.once('data', () => socket.end()))

    const ended = await get(origin)

    assert.equal(ended.kind, 'unknown')
  })

  test('a reset leaves it unknown', async (t) => {
    const origin = await tcpServer(t, (socket) => socket.once('data', () => socket.resetAndDestroy()))

    const ended = await get(origin)

    assert.equal(ended.kind, 'unknown')
  })

  test('a server that accepts and hangs leaves it unknown at the deadline', async (t) => {
    const origin = await tcpServer(t, (socket) => socket.on('data', () => undefined))

    const ended = await get(origin, { deadlineMilliseconds: 100 })

    assert.equal(ended.kind, 'unknown')
    assert.ok(ended.kind === 'unknown' && ended.cause.message.includes('within 100 ms'))
  })

  test('an answer that trickles is cut off at the deadline of the whole exchange', async (t) => {
    const origin = await tcpServer(t, (socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
        const drip = () => {
          if (socket.writable) socket.write('x', () => after(10, drip))
        }
        drip()
      })
    })

    const ended = await get(origin, { deadlineMilliseconds: 150 })

    assert.equal(ended.kind, 'unknown')
  })

  for (const [what, answer] of Object.entries({
    'a body shorter than its length': 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"access',
    'a chunked body without its end': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"acc\r\n',
    'an answer that is not HTTP': '{"access_token":"secret-of-the-answer"}',
    'an over-long header': `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    'an unasked change of protocol':
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  })) {
    test(`${what} leaves it unknown, and the cause quotes nothing of it`, async (t) => {
      const origin = await tcpServer(t, (socket) => socket.once('data', () => socket.end(answer)))

      const ended = await get(origin)

      assert.equal(ended.kind, 'unknown')
      assert.ok(!JSON.stringify(everythingIn(ended)).includes('secret-of-the-answer'))
    })
  }

  test('a connection kept open and then closed under a request leaves it unknown', async (t) => {
    let requests = 0
    const origin = await tcpServer(t, (socket) => {
      socket.on('data', () => {
        requests++
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
        else socket.destroy()
      })
    })
    const client = clientFor(origin)

    const first = await client.send(getting(origin, { freshConnection: false }))
    const second = await client.send(getting(origin, { freshConnection: false }))

    assert.equal(first.kind, 'answered')
    assert.equal(second.kind, 'unknown')
  })
})

test('J4: an address that is to be named is reached by who names it, and by nobody else', async (t) => {
  const own = await httpServer(t, (_request, response) => response.end('ours'))
  const client = clientFor('', { toBeNamed: [own] })

  const [named, unnamed, other] = [
    await client.send(getting(own, { privateOrigins: [own] })),
    await client.send(getting(own)),
    await client.send(getting(own, { privateOrigins: ['http://127.0.0.1:1'] })),
  ]

  assert.deepEqual([named.kind, unnamed.kind, other.kind], ['answered', 'blocked', 'blocked'])
})

function everythingIn(ended: Exchange): unknown {
  const cause = 'cause' in ended ? ended.cause : new Error()
  return [ended, cause.message, cause.stack, ...Object.values(cause)]
}
