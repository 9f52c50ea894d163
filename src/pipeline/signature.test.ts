import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
import { alice } from '../../tests/support/cast.ts'
import { internalApiKey, testWorld, type TestWorld } from '../../tests/support/world.ts'

const secret = "It's a Secret to Everybody and long enough"
const address = 'http://localhost:3000/internal/pr-intel/ingest'
const body = JSON.stringify({ prNumber: 12, changedFilesCount: 3, sensitivePathsCount: 1, riskScore: 3.5 })
const signed = (by: string, text: string | Uint8Array = body): string =>
  `sha256=${createHmac('sha256', by).update(text).digest('hex')}`

const signingWorld = (value = secret): Promise<TestWorld> =>
  testWorld({ environment: { PR_INTEL_WEBHOOK_SECRET: value } })

async function post(
  world: TestWorld,
  headers: Record<string, string>,
  text: string = body,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const request = new Request(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: text,
  })
  const response = await world.app.fetch(request, { remoteAddress: '203.0.113.9' })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

describe('a body that its sender signed', () => {
  test('P3: is taken without a key', async () => {
    const world = await signingWorld()

    const { status } = await post(world, { 'x-hub-signature-256': signed(secret) })

    assert.equal(status, 201)
  })

  test('P3: is taken under either of two secrets, while one takes over from the other', async () => {
    const world = await signingWorld(`${secret},the-next-secret-which-is-long-enough-too`)

    const one = await post(world, { 'x-hub-signature-256': signed(secret) })
    const other = await post(world, {
      'x-hub-signature-256': signed('the-next-secret-which-is-long-enough-too'),
    })

    assert.deepEqual(
      [one.status, other.status].map((status) => status < 300),
      [true, true],
    )
  })

  for (const [what, headers] of Object.entries({
    'by a secret of somebody else': { 'x-hub-signature-256': signed('another secret') },
    'over another body': { 'x-hub-signature-256': signed(secret, `${body} `) },
    'of a wrong length': { 'x-hub-signature-256': 'sha256=abc' },
    'by another hash': { 'x-hub-signature-256': signed(secret).replace('sha256', 'sha1') },
    'in no form at all': { 'x-hub-signature-256': 'ü' },
    'not at all': {},
  }))
    test(`P3: is refused with 403 when it is signed ${what}`, async () => {
      const world = await signingWorld()

      const refused = await post(world, headers)

      assert.deepEqual([refused.status, refused.body.error], [403, 'Invalid HMAC signature'])
    })

  test('P3: is refused with a wrong signature even beside a good key', async () => {
    const world = await signingWorld()

    const refused = await post(world, {
      'x-api-key': internalApiKey,
      'x-hub-signature-256': signed('another secret'),
    })

    assert.equal(refused.status, 403)
  })

  for (const [what, credential] of Object.entries({
    'a key that is none': { 'x-api-key': 'kh_nonsense' },
    'a token that is none': { authorization: 'Bearer nonsense' },
    'an admin key that is none': { 'x-admin-key': 'nonsense' },
  }))
    test(`is refused with 401 beside ${what}, however good the signature is`, async () => {
      const world = await signingWorld()

      const refused = await post(world, { ...credential, 'x-hub-signature-256': signed(secret) })

      assert.deepEqual([refused.status, refused.body.code], [401, 'UNAUTHENTICATED'])
    })

  test('is refused while no secret is set, whatever it is signed with', async () => {
    const world = await testWorld()

    const refused = await post(world, { 'x-hub-signature-256': signed('') })

    assert.equal(refused.status, 403)
  })

  test('is taken by its key while no secret is set: no signature can be looked at then', async () => {
    const world = await testWorld()

    const taken = await post(world, { 'x-api-key': internalApiKey, 'x-hub-signature-256': signed(secret) })

    assert.equal(taken.status, 201)
  })

  test('opens nothing but what a CI sends', async () => {
    const world = await signingWorld()
    const request = new Request('http://localhost:3000/api/connections', {
      headers: { 'x-hub-signature-256': signed(secret, '') },
    })

    const response = await world.app.fetch(request, {})

    assert.equal(response.status, 401)
  })

  test('is taken from a key that may send, and from no other', async () => {
    const world = await signingWorld()
    const { key } = await alice(world)

    const refused = await post(world, { 'x-api-key': key })
    const taken = await post(world, { 'x-api-key': internalApiKey })

    assert.deepEqual([refused.status, refused.body.needs, taken.status], [403, 'releases:write', 201])
  })
})
