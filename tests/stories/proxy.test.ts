import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { test, type TestContext } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { listen } from '../../src/entry/node/server.ts'
import { httpServer } from '../../src/kit/http-server.fixture.ts'
import { logOf } from '../support/cast.ts'
import { keyWith, proxied } from '../../src/parts/connections/proxy/proxy.fixture.ts'

const tenMegabytes = 10 * 1_048_576

/** Keyhold on a port of its own, before a provider on another. */
async function served(t: TestContext, listener: Parameters<typeof httpServer>[1]) {
  const origin = await httpServer(t, listener)
  const made = await proxied({ environment: { STRAVA_BASE_URL: origin }, realOrigins: [origin] })
  const { server, port, close } = await listen(0, '127.0.0.1', () => (request, peer) => {
    const headers = new Headers(request.headers)
    headers.set('host', 'localhost:3000')
    const { method, signal } = request
    const hasBody = method !== 'GET' && method !== 'HEAD'
    return made.world.app.fetch(
      new Request(request.url, {
        method,
        headers,
        signal,
        ...(hasBody && { body: request.body, duplex: 'half' }),
      }),
      peer,
    )
  })
  t.after(() => {
    server.closeAllConnections()
    return close(0)
  })
  return { ...made, port, path: `/api/connections/${made.id}/proxy` }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What buffers really hold, without what nobody can reach any more. */
function heldBytes(): number {
  // The second one waits until the first has let go of everything.
  collectGarbage()
  collectGarbage()
  return process.memoryUsage().arrayBuffers
}

const headersFor = (key: string) => ({ host: 'localhost:3000', authorization: `Bearer ${key}` })

test('ten megabytes come back whole, while little of them is in memory', async (t) => {
  const piece = randomBytes(65_536)
  const { port, owner, path } = await served(t, (_request, answer) => {
    answer.setHeader('content-type', 'application/octet-stream')
    let left = tenMegabytes
    const more = (): void => {
      left -= piece.length
      if (left < 0) return void answer.end()
      answer.write(piece, more)
    }
    more()
  })
  const response = await new Promise<IncomingMessage>((resolve) =>
    httpRequest({ port, path: `${path}/file`, headers: headersFor(owner.key) }, resolve).end(),
  )

  let bytes = 0
  const hash = createHash('sha256')
  const before = heldBytes()
  let [most, pieces] = [0, 0]
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    hash.update(chunk)
    pieces += 1
    if (pieces % 16 === 0) most = Math.max(most, heldBytes() - before)
  }

  const expected = createHash('sha256')
  for (let left = tenMegabytes; left > 0; left -= piece.length) expected.update(piece)
  assert.equal(bytes, tenMegabytes)
  assert.equal(hash.digest('hex'), expected.digest('hex'))
  assert.ok(most < tenMegabytes / 4, `${most} bytes at once`)
})

test('an answer that nobody reads is not read from the provider either', async (t) => {
  let written = 0
  const { port, owner, path } = await served(t, (_request, answer) => {
    const piece = Buffer.alloc(65_536)
    const more = (): unknown => {
      written += piece.length
      return written < 80_000_000 && answer.writable && answer.write(piece, more)
    }
    more()
  })

  const response = await new Promise<IncomingMessage>((resolve) =>
    httpRequest({ port, path: `${path}/file`, headers: headersFor(owner.key) }, resolve).end(),
  )
  let settled = -1
  while (settled !== written) {
    settled = written
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
  response.destroy()

  assert.ok(written < 40_000_000, `${written} bytes left the provider`)
})

test('ten megabytes go there as they come, with their length', async (t) => {
  const { port, owner, path } = await served(t, (request, answer) => {
    const hash = createHash('sha256')
    request.on('data', (chunk: Buffer) => hash.update(chunk))
    request.on('end', () => {
      answer.setHeader('content-type', 'application/json')
      answer.end(
        JSON.stringify({ hash: hash.digest('hex'), length: request.headers['content-length'] ?? null }),
      )
    })
  })
  const body = randomBytes(tenMegabytes)
  const upload = async (headers: Record<string, string | number>) => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(
        { port, path: `${path}/uploads`, method: 'POST', headers: { ...headersFor(owner.key), ...headers } },
        resolve,
      )
      request.on('error', reject)
      request.end(body)
    })
    return JSON.parse((await response.toArray()).join('')) as unknown
  }

  const [told, chunked] = [
    await upload({ 'content-length': body.length }),
    await upload({ 'transfer-encoding': 'chunked' }),
  ]

  const hash = createHash('sha256').update(body).digest('hex')
  assert.deepEqual(told, { hash, length: String(tenMegabytes) })
  assert.deepEqual(chunked, { hash, length: null })
})

test('a token that comes in two pieces of an answer is taken out', async (t) => {
  const { world, port, id, owner, path } = await served(t, (request, answer) => {
    const { authorization = '' } = request.headers
    answer.write(`{"echo":"${authorization.slice(0, 11)}`)
    setTimeout(() => answer.end(`${authorization.slice(11)}"}`), 100)
  })

  const response = await fetch(`http://127.0.0.1:${port}${path}/echo`, { headers: headersFor(owner.key) })
  const text = await response.text()
  await world.settled()

  assert.equal(text, '{"echo":"Bearer REDACTED"}')
  assert.deepEqual(
    (await logOf(world, owner, id)).map(({ action }) => action),
    ['proxy.called', 'proxy.token_redacted'],
  )
})

test('an answer that breaks off does not look whole', async (t) => {
  const { port, owner, path } = await served(t, (_request, answer) => {
    answer.writeHead(200, { 'content-length': '100' })
    answer.write('half')
    setTimeout(() => answer.destroy(), 50)
  })

  const response = await fetch(`http://127.0.0.1:${port}${path}/file`, { headers: headersFor(owner.key) })

  assert.equal(response.status, 200)
  await assert.rejects(response.text())
})

for (const target of ['/../token', '/%2e%2e/token', '/a/%2E%2E/%2e%2e/b', '/a%2fb', '//evil.test/x', '/a%00'])
  test(`the request line ${target} is judged as it was written`, async (t) => {
    let calls = 0
    const { world, port, owner, path } = await served(t, (_request, answer) => {
      calls += 1
      answer.end()
    })
    const { key } = await keyWith(world, owner.accountId, ['connections:proxy'])

    const status = await raw(port, `GET ${path}${target} HTTP/1.1`, key)

    // What leaves the proxy's address by its dots meets the scopes of the address it comes to.
    assert.match(status, /^HTTP\/1.1 (400|403|404) /)
    assert.equal(calls, 0)
  })

const raw = (port: number, requestLine: string, key: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.once('data', (answer: Buffer) => {
      resolve(answer.toString())
      socket.destroy()
    })
    socket.write(`${requestLine}\r\nHost: localhost:3000\r\nAuthorization: Bearer ${key}\r\n\r\n`)
  })
