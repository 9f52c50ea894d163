import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import tls from 'node:tls'
import { makeCertificate } from '../../cli/doctor/certificate.fixture.ts'
import { datagramSink } from './datagram.ts'
import { streamSink } from './stream.ts'

const never = new AbortController().signal
const host = '127.0.0.1'

/** A receiver on loopback. @returns its port, and what each connection brought, once read to its end */
async function aReceiver(
  t: TestContext,
  server: net.Server,
  treat?: (socket: net.Socket) => void,
): Promise<{ port: number; received: string[] }> {
  const received: string[] = []
  const sockets = new Set<net.Socket>()
  const read = (socket: net.Socket) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => received.push(Buffer.concat(chunks).toString()))
  }
  server.on(server instanceof tls.Server ? 'secureConnection' : 'connection', (socket: net.Socket) => {
    // What is torn down here is what the tests are about; the sender tells it.
    sockets.add(socket.on('error', () => socket.destroy()))
    ;(treat ?? read)(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, received }
}

test('messages go over TCP with their lengths before them, in bytes', async (t) => {
  const { port, received } = await aReceiver(t, net.createServer())
  const sink = streamSink({ kind: 'tcp', host, port })

  await sink.write(['<110>1 eins', 'ü'], never)
  await sink.write([], never)

  assert.deepEqual(received, ['11 <110>1 eins2 ü', ''])
})

test('a receiver that takes the connection and never reads is no receiver', async (t) => {
  const { port } = await aReceiver(t, net.createServer({ pauseOnConnect: true }), (socket) => socket.pause())

  const write = streamSink({ kind: 'tcp', host, port }).write(['one'], AbortSignal.timeout(100))

  await assert.rejects(write, { code: 'timed_out' })
})

test('a receiver that ends before it has read all has not taken it', async (t) => {
  const { port } = await aReceiver(t, net.createServer(), (socket) => socket.destroy())

  await assert.rejects(streamSink({ kind: 'tcp', host, port }).write(['x'.repeat(10_000_000)], never))
})

test('where nobody listens, it is told', async (t) => {
  const server = net.createServer()
  const { port } = await aReceiver(t, server)
  server.close()
  await once(server, 'close')

  await assert.rejects(streamSink({ kind: 'tcp', host, port }).write(['one'], never), {
    code: 'ECONNREFUSED',
  })
  await assert.rejects(datagramSink({ host, port }).write(['one'], never), { code: 'ECONNREFUSED' })
})

test('over TLS the receiver must be who it says it is', async (t) => {
  const day = 86_400_000
  const [begins, ends] = [new Date(Date.now() - day), new Date(Date.now() + day)]
  const made = makeCertificate({ names: ['localhost'], begins, ends })
  const { port, received } = await aReceiver(t, tls.createServer(made))
  const target = { kind: 'tls', host: 'localhost', port } as const

  await assert.rejects(streamSink(target).write(['one'], never), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  await streamSink(target, { ca: made.cert }).write(['two'], never)

  assert.deepEqual(received, ['3 two'])
})

test('each message is a datagram of its own over UDP', async (t) => {
  const receiver = createSocket('udp4')
  t.after(() => receiver.close())
  const received: string[] = []
  const all = new Promise<void>((resolve) =>
    receiver.on('message', (message) => {
      if (received.push(message.toString()) === 2) resolve()
    }),
  )
  receiver.bind(0, host)
  await once(receiver, 'listening')

  await datagramSink({ host, port: receiver.address().port }).write(['one', 'two'], never)
  await all

  assert.deepEqual(received, ['one', 'two'])
})
