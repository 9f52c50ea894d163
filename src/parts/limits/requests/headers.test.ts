import assert from 'node:assert/strict'
import { test } from 'node:test'
import { definePolicy, type Policy } from '../policies/policy.ts'
import { limitsOf000 } from '../policies/source-000.ts'
import { silentLog } from '../../../kit/log.ts'
import { waitFor, type World } from '../../../kit/world.ts'
import { rateLimitHeaders, sourceBody, sourceHeaders } from './headers.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import { memoryStore } from './store-memory.ts'
import { identityKey } from './store.ts'

let now = new Date('2026-01-01T00:00:10Z')
const world = { now: () => now, wait: waitFor, log: silentLog } as unknown as World
const limiter = (): Limiter => {
  now = new Date('2026-01-01T00:00:10Z')
  return createLimiter(world, { store: memoryStore(world), identity: identityKey(Buffer.alloc(32, 1)) })
}

const perMinute = definePolicy({
  kind: 'rate',
  name: 'permin',
  countsBy: 'key',
  limit: 60,
  periodSeconds: 60,
  burst: 2,
})
const perDay = definePolicy({ kind: 'quota', name: 'perday', countsBy: 'key', limit: 10_000, period: 'day' })
const both = [
  { policy: perMinute, key: 'k' },
  { policy: perDay, key: 'k' },
] as const

test('the headers of the draft show every policy, and what is left of each', async () => {
  const decision = await limiter().decide(both)

  assert.deepEqual(rateLimitHeaders(decision), {
    'RateLimit-Policy': '"permin";q=60;w=60;keyhold-burst=2, "perday";q=10000;w=86400',
    RateLimit: '"permin";r=1;t=1, "perday";r=9999;t=86390',
  })
})

test('a refusal shows who refused, and Retry-After is not before any t', async () => {
  const some = limiter()
  await some.decide(both)
  await some.decide(both)

  const refused = await some.decide(both)

  assert.deepEqual(refused.refusedBy, ['permin'])
  assert.deepEqual(rateLimitHeaders(refused), {
    'RateLimit-Policy': '"permin";q=60;w=60;keyhold-burst=2, "perday";q=10000;w=86400',
    RateLimit: '"permin";r=0;t=1',
  })
  assert.equal(refused.retryAfterSeconds, 1)
})

test('source 000’s headers carry the limit itself, what is left, and the second at which all is back', async () => {
  const some = limiter()
  const exchange = { policy: limitsOf000.exchange, key: 'test-user exchange' }
  const shown: string[] = []
  for (let call = 0; call < 10; call++) {
    const decision = await some.decide([exchange])
    shown.push(sourceHeaders(decision)['X-RateLimit-Remaining']!)
  }

  const refused = await some.decide([exchange])

  assert.deepEqual(shown, ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'])
  assert.deepEqual(sourceHeaders(refused), {
    'X-RateLimit-Limit': '10',
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': String(now.getTime() / 1000 + 3600),
  })
  assert.deepEqual(sourceBody(refused), {
    error: 'Rate limit exceeded',
    reason: 'the limit "oauth-exchange" is used up',
    retryAfter: 360,
  })
})

test('the tightest policy is the one told by source 000’s headers', async () => {
  const some = limiter()
  const tight: Policy = definePolicy({
    kind: 'quota',
    name: 'tight',
    countsBy: 'key',
    limit: 3,
    period: 'hour',
  })

  const decision = await some.decide([both[1], { policy: tight, key: 'k' }])

  assert.deepEqual([decision.limit, decision.remaining, decision.tightest.policy.name], [3, 2, 'tight'])
})

test('what costs more than a policy ever holds is refused in words, and no time is named', async () => {
  const decision = await limiter().decide([{ policy: perMinute, key: 'k', cost: 3 }])

  assert.equal(decision.allowed, false)
  assert.match(decision.words!, /costs 3 units, and "permin" never holds more than 2/)
  assert.equal(decision.retryAfterSeconds, null)
})
