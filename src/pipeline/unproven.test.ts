import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { internalApiKey, testWorld, type TestWorld } from '../../tests/support/world.ts'
import { longestUnproven, mostUnproven } from './unproven.ts'

const secret = "It's a Secret to Everybody and long enough"
const address = 'http://localhost:3000/internal/tests/ingest'
const report = Buffer.from('<testsuite><testcase name="a"/></testsuite>')
const signed = (content: Uint8Array): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(content).digest('hex')}`,
})

const signingWorld = () => testWorld({ environment: { PR_INTEL_WEBHOOK_SECRET: secret } })

async function send(
  world: TestWorld,
  headers: Record<string, string>,
  body: Uint8Array | ReadableStream<Uint8Array>,
  remoteAddress = '203.0.113.9',
): Promise<{ status: number; code: unknown; retryAfter: string | null }> {
  const given = { 'content-type': 'application/xml', ...headers }
  const request = new Request(address, {
    method: 'POST',
    headers: given,
    body: body instanceof ReadableStream ? body : Buffer.from(body),
    duplex: 'half',
  } as RequestInit)
  const response = await world.app.fetch(request, { remoteAddress })
  const { code } = (await response.json()) as { code?: unknown }
  return { status: response.status, code, retryAfter: response.headers.get('retry-after') }
}

/** A body that is begun, and ended or broken off by hand. */
function begun(content: Uint8Array) {
  let end!: () => void
  let breakOff!: () => void
  let taken!: () => void
  const isTaken = new Promise<void>((resolve) => (taken = resolve))
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        end = () => controller.close()
        breakOff = () => controller.error(new Error('aborted'))
      },
      pull(controller) {
        if (content.length > 0) controller.enqueue(content)
        content = new Uint8Array()
        taken()
        return new Promise(() => undefined)
      },
    },
    { highWaterMark: 0 },
  )
  return { stream, end, breakOff, isTaken }
}

/** So many bodies of strangers that do not end, each from the next of these addresses. */
async function hold(world: TestWorld, count: number, content: Uint8Array, addresses: readonly string[]) {
  const bodies = Array.from({ length: count }, () => begun(content))
  const answers = bodies.map(({ stream }, at) =>
    send(world, signed(report), stream, addresses[at % addresses.length]),
  )
  await Promise.all(bodies.map(({ isTaken }, at) => Promise.race([isTaken, answers[at]])))
  return {
    async release() {
      for (const { end } of bodies) end()
      return Promise.all(answers)
    },
  }
}

const network = (hosts: number): string[] => Array.from({ length: hosts }, (_, host) => `198.51.100.${host}`)

test('of a body that a signature alone vouches for less is taken than of one with a key', async () => {
  const world = await signingWorld()
  const large = Buffer.concat([report, Buffer.alloc(longestUnproven, ' ')])

  const refused = await send(world, signed(large), large)
  const taken = await send(world, { 'x-api-key': internalApiKey, ...signed(large) }, large)

  assert.deepEqual([refused.status, refused.code, taken.status], [413, 'SIGNED_BODY_TOO_LARGE', 201])
})

test('bodies that do not end are received only so many at once from one address, and others are not kept out', async () => {
  const world = await signingWorld()
  const held = await hold(world, mostUnproven.ofAddress.bodies, new Uint8Array(), ['203.0.113.9'])

  const [refused, other, withKey] = [
    await send(world, signed(report), report),
    await send(world, signed(report), report, '192.0.2.1'),
    await send(world, { 'x-api-key': internalApiKey }, report),
  ]

  assert.deepEqual([refused.status, refused.code, refused.retryAfter], [429, 'SIGNED_BODIES_CROWDED', '5'])
  assert.deepEqual([other.status, withKey.status], [201, 200])
  await held.release()
  assert.equal((await send(world, signed(report), report)).status, 200)
})

test('what one address makes the process hold ends at so many bytes', async () => {
  const world = await signingWorld()
  const bodies = mostUnproven.ofAddress.bytes / longestUnproven
  const held = await hold(world, bodies, Buffer.alloc(longestUnproven), ['203.0.113.9'])

  const refused = await send(world, signed(report), report)

  assert.equal(refused.code, 'SIGNED_BODIES_CROWDED')
  await held.release()
})

test('what all addresses together make the process hold ends at so many bytes', async () => {
  const world = await signingWorld()
  const bodies = mostUnproven.ofAll.bytes / longestUnproven
  const held = await hold(world, bodies, Buffer.alloc(longestUnproven), network(bodies))

  const refused = await send(world, signed(report), report)

  assert.equal(refused.code, 'SIGNED_BODIES_CROWDED')
  await held.release()
})

test('bodies that do not end are received only so many at once from all addresses together', async () => {
  const world = await signingWorld()
  const held = await hold(world, mostUnproven.ofAll.bodies, new Uint8Array(), network(16))

  const refused = await send(world, signed(report), report)

  assert.equal(refused.code, 'SIGNED_BODIES_CROWDED')
  await held.release()
})

test('a body that its sender breaks off is no error of ours', async () => {
  const world = await signingWorld()
  const { stream, breakOff, isTaken } = begun(report)
  const answer = send(world, signed(report), stream)
  await isTaken

  breakOff()

  assert.deepEqual(await answer, { status: 400, code: 'BODY_CUT_OFF', retryAfter: null })
})
