import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { silentLog } from '../kit/log.ts'
import { Fault, faults } from '../kit/fault.ts'
import { anyone, noAudit, route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import { z } from 'zod'
import { body000 } from './answer-000.ts'
import { faultResponse } from './answer.ts'
import { askedOf } from './asked.ts'
import { functionsDoor } from './door-000.ts'

const world = { log: silentLog } as unknown as World
const asked = askedOf({ request: new Request('http://localhost/.netlify/functions/some') }, 'test')
const functionOf = (dialect: '000' | '000 codes' | '000 proxy') =>
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

describe('a refusal of the pipeline shows what its hint points at, behind the members of the source', () => {
  const violations = [{ at: '/userId', wants: 'a text' }]
  const refusals = [
    [faults.BAD_REQUEST({ violations }), { violations }],
    [faults.BAD_JSON({ position: 3, line: 1, column: 4 }), { position: 3, line: 1, column: 4 }],
    [faults.BODY_TOO_LARGE({ limitBytes: 1_048_576 }), { limitBytes: 1_048_576 }],
    [faults.UNSUPPORTED_MEDIA_TYPE({ takes: 'application/json' }), { takes: 'application/json' }],
    [faults.FORBIDDEN({ needs: 'connections:write' }), { needs: 'connections:write' }],
    [away(), { retryAfter: 1 }],
  ] as const
  const ofSource = {
    '000': ['error', 'message', 'code'],
    '000 codes': ['error', 'message'],
    '000 proxy': ['error', 'message', 'code'],
  } as const

  for (const dialect of ['000', '000 codes', '000 proxy'] as const)
    for (const [fault, shown] of refusals)
      test(`${fault.code} in the dialect ${dialect}`, async () => {
        const response = faultResponse(world, fault, asked, functionOf(dialect))

        const body = (await response.json()) as Record<string, unknown>
        assert.deepEqual(Object.keys(body).slice(0, ofSource[dialect].length), ofSource[dialect])
        assert.partialDeepStrictEqual(body, shown)
      })

  test('but the exact bodies of another method and of a limit stay', async () => {
    const limited = new Fault('RATE_LIMITED', faults.BAD_REQUEST().spec, {
      'violated-policies': ['token-status'],
      violations,
      retryAfterSeconds: 2,
    })

    const bodies = [faults.METHOD_NOT_ALLOWED({ allow: 'GET' }), limited].map((fault) =>
      body000(fault, functionOf('000')),
    )

    assert.deepEqual(bodies, [
      { error: 'Method not allowed' },
      { error: 'Rate limit exceeded', reason: 'the limit "token-status" is used up', retryAfter: 2 },
    ])
  })
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
