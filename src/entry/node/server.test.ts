import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { gate } from '../../../tests/support/net.ts'
import { type Answering, listen, type Listening } from './server.ts'

async function listening(
  t: TestContext,
  answering: Answering = () => new Response('ok'),
): Promise<Listening> {
  const made = await listen(0, '127.0.0.1', () => answering)
  t.after(() => made.close(0))
  return made
}

function clientOf(port: number, sends: string): { socket: Socket; ended: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
  socket.on('error', () => undefined)
  socket.write(sends)
  return { socket, ended: once(socket, 'close').then(() => heard) }
}

test(
  'a client that never ends its headers is cut off, and others are served meanwhile',
  { timeout: 15_000 },
  async (t) => {
    const { port } = await listening(t)
    const slow = clientOf(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')

    const other = await fetch(`http://127.0.0.1:${port}/`)
    const heard = await slow.ended

    assert.equal(other.status, 200)
    assert.match(heard, /^(HTTP\/1\.1 408.*)?/s)
  },
)

test('headers that are too long are refused', async (t) => {
  const { port } = await listening(t)
  const client = clientOf(port, `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)

  assert.match(await client.ended, /^HTTP\/1\.1 431/)
})

for (const [what, sends] of [
  ['a host with an open bracket', 'GET / HTTP/1.1\r\nHost: [\r\n'],
  ['a host of two words', 'GET / HTTP/1.1\r\nHost: local host\r\n'],
  ['a host with a port that is none', 'GET / HTTP/1.1\r\nHost: localhost:99999\r\n'],
  ['a host with a user name', 'GET / HTTP/1.1\r\nHost: a@localhost\r\n'],
  ['an empty host', 'GET / HTTP/1.1\r\nHost:\r\n'],
  ['a target that is no address', 'GET http://[ HTTP/1.1\r\nHost: localhost\r\n'],
  ['the target *', 'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n'],
  ['a target with a backslash', 'GET /a\\b HTTP/1.1\r\nHost: localhost\r\n'],
] as const)
  test(`${what} is refused as a problem, and reaches nobody`, async (t) => {
    let reached = 0
    const { port } = await listening(t, () => new Response(String((reached += 1))))

    const heard = await clientOf(port, `${sends}Connection: close\r\n\r\n`).ended

    const [head, body] = heard.split('\r\n\r\n') as [string, string]
    assert.match(head, /^HTTP\/1\.1 400 /)
    assert.match(head, /content-type: application\/problem\+json/i)
    assert.match(body, /"code":"REQUEST_MALFORMED"/)
    assert.equal(reached, 0)
  })

test('closing lets the request in flight end first', async (t) => {
  const asked = gate()
  const answer = gate()
  const server = await listening(t, async () => {
    asked.open()
    await answer.promise
    return new Response('late but whole')
  })
  const request = fetch(`http://127.0.0.1:${server.port}/`)
  await asked.promise

  const closed = server.close(10_000)
  answer.open()

  assert.equal(await (await request).text(), 'late but whole')
  await closed
})

test('a peer’s address reaches whoever answers', async (t) => {
  const { port } = await listening(
    t,
    (_request, { remoteAddress }) => new Response(remoteAddress ?? 'unknown'),
  )

  assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), '127.0.0.1')
})
