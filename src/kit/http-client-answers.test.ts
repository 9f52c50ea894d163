import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  certificate,
  clientFor,
  get,
  getting,
  httpServer,
  httpsServer,
  loopback,
} from './http-server.fixture.ts'

describe('what is answered', () => {
  test('status, headers, body and the date come back as they were', async (t) => {
    const origin = await httpServer(t, (_request, answer) => {
      answer.setHeader('Date', 'Thu, 01 Jan 2026 00:00:00 GMT')
      answer.setHeader('Set-Cookie', ['a=1', 'b=2'])
      answer.writeHead(418).end('short and stout')
    })

    const ended = await get(origin)

    assert.ok(ended.kind === 'answered')
    assert.equal(ended.status, 418)
    assert.equal(Buffer.from(ended.body).toString(), 'short and stout')
    assert.deepEqual(ended.headers.getSetCookie(), ['a=1', 'b=2'])
    assert.equal(ended.date?.toISOString(), '2026-01-01T00:00:00.000Z')
  })

  test('a date that is none is null', async (t) => {
    const origin = await httpServer(t, (_request, answer) => answer.setHeader('Date', 'yesterday').end())

    const ended = await get(origin)

    assert.ok(ended.kind === 'answered' && ended.date === null)
  })

  test('a redirect is returned, not followed', async (t) => {
    const seen: (string | undefined)[] = []
    const origin = await httpServer(t, (request, answer) => {
      seen.push(request.url)
      answer.writeHead(307, { location: '/elsewhere' }).end()
    })

    const ended = await get(origin)

    assert.ok(ended.kind === 'answered' && ended.status === 307)
    assert.equal(ended.headers.get('location'), '/elsewhere')
    assert.deepEqual(seen, ['/'])
  })

  test('a body over the cap is refused and its connection ended', async (t) => {
    let closed: () => void
    const connectionClosed = new Promise<void>((resolve) => (closed = resolve))
    const origin = await httpServer(t, (_request, answer) => {
      answer.on('close', () => closed())
      const more = (): unknown => answer.writable && answer.write('x'.repeat(65_536), more)
      more()
    })

    const ended = await get(origin, { maxBytes: 100_000 })

    assert.ok(ended.kind === 'unknown' && ended.cause.message === 'the answer is over 100000 bytes')
    await connectionClosed
  })

  test('a body of exactly the cap is taken', async (t) => {
    const origin = await httpServer(t, (_request, answer) => answer.end('x'.repeat(1_000)))

    const ended = await get(origin, { maxBytes: 1_000 })

    assert.ok(ended.kind === 'answered' && ended.body.length === 1_000)
  })

  test('no compression is asked for, and a compressed answer is bytes', async (t) => {
    const origin = await httpServer(t, (request, answer) => {
      answer.setHeader('Content-Encoding', 'gzip').end(`asked ${request.headers['accept-encoding']}`)
    })

    const ended = await get(origin, { headers: { 'Accept-Encoding': 'gzip' } })

    assert.ok(ended.kind === 'answered')
    assert.equal(Buffer.from(ended.body).toString(), 'asked identity')
  })

  test('who calls is said, unless the caller says it', async (t) => {
    const origin = await httpServer(t, (request, answer) => answer.end(request.headers['user-agent']))

    const ours = await get(origin)
    const other = await get(origin, { headers: { 'User-Agent': 'other' } })

    assert.ok(ours.kind === 'answered' && other.kind === 'answered')
    assert.deepEqual(
      [ours, other].map(({ body }) => Buffer.from(body).toString()),
      ['keyhold', 'other'],
    )
  })

  test('a body is sent with its length, also where a method seldom has one', async (t) => {
    const origin = await httpServer(t, async (request, answer) => {
      const sent = Buffer.concat(await request.toArray()).toString()
      answer.end(
        JSON.stringify([request.method, request.headers['content-length'], sent, request.headers.host]),
      )
    })

    const ended = await get(origin, {
      method: 'DELETE',
      body: 'ü',
      headers: { 'Content-Length': '9', host: 'x' },
    })

    assert.ok(ended.kind === 'answered')
    const host = new URL(origin).host
    assert.deepEqual(JSON.parse(Buffer.from(ended.body).toString()), ['DELETE', '2', 'ü', host])
  })

  test('a verified TLS peer is answered, by name and by address', async (t) => {
    const origin = await httpsServer(t, (_request, answer) => answer.end('safe'))
    const named = origin.replace('127.0.0.1', 'localhost')

    const byAddress = await get(origin, {}, { authorities: [certificate] })
    const byName = await get(
      named,
      { freshConnection: false },
      { authorities: [certificate], lookup: loopback },
    )

    assert.ok(byAddress.kind === 'answered' && byName.kind === 'answered')
  })

  test('a certificate for another name is not sent', async (t) => {
    const origin = (await httpsServer(t, (_request, answer) => answer.end())).replace(
      '127.0.0.1',
      'other.test',
    )

    const ended = await get(origin, {}, { authorities: [certificate], lookup: loopback })

    assert.ok(ended.kind === 'not_sent')
  })

  test('a fresh connection is never one that was used before, and is not used again', async (t) => {
    const ports: (number | undefined)[] = []
    const origin = await httpServer(t, (request, answer) => {
      ports.push(request.socket.remotePort)
      answer.end()
    })
    const client = clientFor(origin)

    for (const freshConnection of [false, false, true, true, false]) {
      await client.send(getting(origin, { freshConnection }))
    }

    const [shared, sharedAgain, own, ownAgain, sharedAtLast] = ports
    assert.equal(shared, sharedAgain)
    assert.equal(shared, sharedAtLast)
    assert.equal(new Set([shared, own, ownAgain]).size, 3)
  })
})
