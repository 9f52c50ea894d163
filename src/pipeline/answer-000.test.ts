import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '../kit/log.ts'
import { faults } from '../kit/fault.ts'
import { anyone, noAudit, route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import { z } from 'zod'
import { faultResponse } from './answer.ts'
import { askedOf } from './asked.ts'
import { functionsDoor } from './door-000.ts'

const world = { log: silentLog } as unknown as World
const asked = askedOf({ request: new Request('http://localhost/.netlify/functions/some') }, 'test')
const functionOf = (dialect: '000' | '000 codes') =>
  route({
    method: 'GET',
    path: '/.netlify/functions/some',
    summary: 'For this test.',
    who: anyone,
    audit: noAudit('for this test alone'),
    dialect,
    output: { kind: 'schema', schema: z.object({}) },
    handle: async () => ({}),
  })
const away = () => faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 })

test('a function with codes says SERVICE_UNAVAILABLE while the database is away', async () => {
  const response = faultResponse(world, away(), asked, functionOf('000 codes'))

  const body = (await response.json()) as Record<string, unknown>
  assert.deepEqual(
    [response.status, body.error, response.headers.get('retry-after')],
    [503, 'SERVICE_UNAVAILABLE', '1'],
  )
})

test('what no function foresaw is told in words, and says nothing of its cause', async () => {
  const response = faultResponse(world, new Error('secret place'), asked, functionOf('000'))

  const text = await response.text()
  assert.equal(response.status, 500)
  assert.match(text, /^\{"error":"Something went wrong on our side\."/)
  assert.ok(!text.includes('secret place'))
})

for (const [environment, hsts] of [
  ['production', 'max-age=31536000; includeSubDomains'],
  ['development', null],
] as const)
  test(`in ${environment} Strict-Transport-Security is ${hsts ?? 'not sent'}`, () => {
    const settings = () => ({ allowedOrigins: [], environment })
    const door = functionsDoor({ settings } as unknown as World)

    const response = door.dress(new Request('http://localhost/'), new Response(null))

    assert.equal(response.headers.get('strict-transport-security'), hsts)
  })
