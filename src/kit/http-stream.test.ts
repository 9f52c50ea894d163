import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { clientFor, closedPort, httpServer, tcpServer } from './http-server.fixture.ts'
import type { StreamedRequest } from './http-stream.ts'
import { isQueued } from './http-wire.ts'

const open = (url: string, request: Partial<StreamedRequest> = {}) =>
  clientFor(url).open({
    method: 'GET',
    url: new URL(url),
    headMilliseconds: 5_000,
    wholeMilliseconds: 10_000,
    maxBytes: 1_000,
    ...request,
  })

async function answered(url: string, request: Partial<StreamedRequest> = {}) {
  const opened = await open(url, request)
  assert.ok(opened.kind === 'answered', opened.kind)
  return opened
}

const textOf = (body: ReadableStream<Uint8Array>): Promise<string> => new Response(body).text()

/** A stream of these chunks, one at each pull. */
function streamOf(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift()
      if (chunk === undefined) controller.close()
      else controller.enqueue(Buffer.from(chunk))
    },
  })
}

/** Answers with what it was sent. */
const echo = (t: TestContext) =>
  httpServer(t, (request, answer) => {
    const { 'content-length': length = 'none', 'transfer-encoding': coding = 'none' } = request.headers
    answer.setHeader('x-framing', `${length} ${coding}`)
    request.pipe(answer)
  })

describe('an answer that streams', () => {
  test('is here with its head, before its body is', async (t) => {
    let finish: () => void = () => assert.fail('not asked yet')
    const origin = await httpServer(t, (_request, answer) => {
      answer.writeHead(201, { 'x-a': 'b' }).write('first ')
      finish = () => answer.end('last')
    })

    const { status, headers, body } = await answered(origin)
    finish()

    assert.deepEqual([status, headers.get('x-a'), await textOf(body)], [201, 'b', 'first last'])
  })

  test('fails at the first byte over the cap, and the connection ends', async (t) => {
    let closed: () => void
    const connectionClosed = new Promise<void>((resolve) => (closed = resolve))
    const origin = await httpServer(t, (_request, answer) => {
      answer.on('close', () => closed())
      const more = (): unknown => answer.writable && answer.write('x'.repeat(600), more)
      more()
    })

    const { body } = await answered(origin)

    await assert.rejects(textOf(body), { code: 'TOO_LARGE' })
    await connectionClosed
  })

  test('that ends early fails instead of looking whole', async (t) => {
    const origin = await tcpServer(t, (socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'))
    })

    const { body } = await answered(origin)

    await assert.rejects(textOf(body))
  })

  test('that takes too long as a whole fails', async (t) => {
    const origin = await httpServer(t, (_request, answer) => void answer.write('a'))

    const { body } = await answered(origin, { wholeMilliseconds: 200 })

    await assert.rejects(textOf(body), { code: 'ETIMEDOUT' })
  })

  test('nobody reads is not read ahead', async (t) => {
    let written = 0
    const origin = await httpServer(t, (_request, answer) => {
      const more = (): unknown => {
        written += 65_536
        return written < 50_000_000 && answer.write(Buffer.alloc(65_536), more)
      }
      more()
    })

    const { body } = await answered(origin, { maxBytes: 100_000_000 })
    let settled = -1
    while (settled !== written) {
      settled = written
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await body.cancel()

    assert.ok(written < 20_000_000, `${written} bytes left the server`)
  })

  test('whose head does not come in time is unknown, and none of it is lost silently', async (t) => {
    const origin = await httpServer(t, () => undefined)

    const opened = await open(origin, { headMilliseconds: 100 })

    assert.ok(opened.kind === 'unknown')
    assert.match(opened.cause.message, /within 100 ms/)
  })

  test('of a switch of protocols is none', async (t) => {
    const origin = await tcpServer(t, (socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
      )
    })

    const opened = await open(origin)

    assert.equal(opened.kind, 'unknown')
  })

  test('of a redirect is passed on, and nobody goes there', async (t) => {
    const seen: (string | undefined)[] = []
    const origin = await httpServer(t, (request, answer) => {
      seen.push(request.url)
      answer.writeHead(302, { location: '/elsewhere' }).end()
    })

    const { status } = await answered(origin)

    assert.equal(status, 302)
    assert.deepEqual(seen, ['/'])
  })
})

describe('a body that streams', () => {
  test('of known length is sent with that length', async (t) => {
    const { headers, body } = await answered(await echo(t), {
      method: 'POST',
      body: { stream: streamOf('one ', 'two'), bytes: 7 },
    })

    assert.deepEqual([headers.get('x-framing'), await textOf(body)], ['7 none', 'one two'])
  })

  test('of unknown length is sent in chunks', async (t) => {
    const { headers, body } = await answered(await echo(t), {
      method: 'POST',
      body: { stream: streamOf('one ', 'two'), bytes: null },
    })

    assert.deepEqual([headers.get('x-framing'), await textOf(body)], ['none chunked', 'one two'])
  })

  for (const [bytes, what] of [
    [3, 'longer'],
    [30, 'shorter'],
  ] as const)
    test(`${what} than it said ends the connection`, async (t) => {
      const origin = await httpServer(t, (request, answer) => {
        request.on('error', () => undefined)
        request.resume().on('end', () => answer.end())
      })

      const opened = await open(origin, { method: 'POST', body: { stream: streamOf('one ', 'two'), bytes } })

      assert.ok(opened.kind === 'unknown' || opened.kind === 'not_sent')
      assert.equal((opened.cause as Error & { code: string }).code, 'WRONG_LENGTH')
    })

  test('that breaks ends the connection', async (t) => {
    const origin = await httpServer(t, (request) => void request.on('error', () => undefined).resume())
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('the caller went away')),
    })

    const opened = await open(origin, { method: 'POST', body: { stream, bytes: 10 } })

    assert.notEqual(opened.kind, 'answered')
  })
})

test('who leaves answers unread waits for a connection, and nobody else does', async (t) => {
  const origin = await httpServer(t, (_request, answer) => void answer.write('it goes on'))
  const client = clientFor(origin)
  const asking = (holder: string, headMilliseconds = 10_000) =>
    client.open({
      method: 'GET',
      url: new URL(origin),
      headMilliseconds,
      wholeMilliseconds: 20_000,
      maxBytes: 1_000,
      holder,
    })

  const unread = await Promise.all(Array.from({ length: 64 }, () => asking('alice')))
  const [another, more] = [await asking('bob'), await asking('alice', 100)]

  for (const opened of [...unread, another]) if (opened.kind === 'answered') await opened.body.cancel()
  assert.deepEqual(
    [new Set(unread.map(({ kind }) => kind)), another.kind],
    [new Set(['answered']), 'answered'],
  )
  assert.equal(isQueued(more), true)
})

test('a server that is not there was sent nothing', async (t) => {
  const opened = await open(await closedPort(t))

  assert.equal(opened.kind, 'not_sent')
})

test('inside an open transaction nothing is called: its locks would be held', async () => {
  const client = clientFor('http://127.0.0.1:1', { insideTransaction: () => true })
  const limits = { headMilliseconds: 1_000, wholeMilliseconds: 1_000, maxBytes: 10 }

  const calling = client.open({ method: 'GET', url: new URL('http://127.0.0.1:1/'), ...limits })

  await assert.rejects(calling, /commit first/)
})

test('an address that may not be called is not called', async () => {
  const opened = await clientFor('http://127.0.0.1:1').open({
    method: 'GET',
    url: new URL('http://169.254.169.254/latest'),
    headMilliseconds: 1_000,
    wholeMilliseconds: 1_000,
    maxBytes: 10,
  })

  assert.equal(opened.kind, 'blocked')
})

test('a name that leads to a private address is not called, whatever it led to before', async () => {
  const opened = await clientFor('', { lookup: async () => [{ address: '10.0.0.1', family: 4 }] }).open({
    method: 'GET',
    url: new URL('http://rebound.test/'),
    headMilliseconds: 1_000,
    wholeMilliseconds: 1_000,
    maxBytes: 10,
  })

  assert.equal(opened.kind, 'blocked')
})
