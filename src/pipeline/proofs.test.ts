import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { testWorld } from '../../tests/support/world.ts'
import { noAudit, person, type Route, route, scope } from '../kit/route.ts'
import { aPersonsBrowser } from '../../tests/support/persons-browser.ts'

const output = { kind: 'schema', schema: z.object({ account: z.string() }) } as const
const usual = {
  summary: 'Of the test.',
  audit: noAudit('of the test'),
  output,
  handle: ({ caller }: { caller: { accountId: string } }) => Promise.resolve({ account: caller.accountId }),
}
const secret = route({ ...usual, method: 'GET', path: '/test/secret', who: person, stepUp: true })
const read = route({ ...usual, method: 'GET', path: '/test/read', who: scope('connections:read') })
const token = route({ ...usual, method: 'GET', path: '/test/token', who: scope('connections:token') })
const leave = route({
  ...usual,
  method: 'POST',
  path: '/test/leave',
  who: person,
  whileActing: true,
  whileUnverified: true,
})
const change = route({ ...usual, method: 'POST', path: '/test/change', who: person })
const routes = [secret, read, token, leave, change]

/** What is shown once there opens nothing here: it is given to the person who connects, and to a provider. */
const forOthers = ['POST /api/connections/sessions', 'POST /api/providers/:provider/subscription']

const placeOf = ({ path }: Route): string =>
  path.replace(/:\w+/g, '0199a1fc-0000-7000-8000-000000000000').replace(/\*$/, 'x')

test('A3: who has not proved the own address writes nowhere but where a route says so', async () => {
  const world = await testWorld({ environment: { EMAIL_ENABLED: 'true', TWO_FACTOR_ENABLED: 'true' } })
  const browser = await aPersonsBrowser(world, {
    isVerified: false,
    isOperator: true,
    scopes: ['*'],
    routes,
  })
  const writes = browser.routes.filter(
    ({ method, who, callerIfAny }) => method !== 'GET' && (who.kind !== 'anyone' || callerIfAny),
  )

  const through: string[] = []
  for (const each of writes) {
    if (each.whileUnverified) continue
    const { status } = await browser.ask(each.method, placeOf(each))
    if (status !== 403) through.push(`${each.method} ${each.path}: ${status}`)
  }

  assert.ok(writes.length > 30)
  assert.deepEqual(through, [])
})

test('A3: only the house of the own account opens writes to who has not proved an address', async () => {
  const { app } = await testWorld()

  const open = app.routes.filter(({ whileUnverified }) => whileUnverified).map(({ path }) => path)

  assert.deepEqual(
    open.filter((path) => !/^\/(auth|api\/me)\//.test(path)),
    [],
  )
})

test('A3: who has not proved the own address reads, and does what a route opens to such a one', async () => {
  const world = await testWorld()
  const browser = await aPersonsBrowser(world, { isVerified: false, routes })

  const answers = [
    await browser.ask('GET', '/test/read'),
    await browser.ask('POST', '/test/leave'),
    await browser.ask('POST', '/test/change'),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => (status === 200 ? 200 : body.code)),
    [200, 200, 'EMAIL_NOT_VERIFIED'],
  )
})

test('D7: every route that gives out a secret wants a fresh proof', async () => {
  const { app } = await testWorld()
  const secrets = new Set(['token.read', 'key.created', 'root_key.rotated', 'root_key.destroyed'])

  const lax = app.routes.filter(
    ({ audit, stepUp, onceShown, who }) =>
      ((audit.kind !== 'none' && secrets.has(audit.action)) || onceShown !== undefined) &&
      who.kind !== 'anyone' &&
      stepUp !== true,
  )

  assert.deepEqual(
    lax.map(({ method, path }) => `${method} ${path}`),
    forOthers,
  )
})

/** Changes factors, copies or ends an account, looks through other eyes, or changes what others may do. */
const farReaching = [
  'factor.enabled',
  'factor.disabled',
  'factor_reset.asked',
  'passkey.added',
  'passkey.removed',
  'person.exported',
  'person.erasure_asked',
  'person.impersonated',
  'person.made_operator',
  'feature.switched',
]

test('D7: every route whose act reaches far wants a fresh proof', async () => {
  const { app } = await testWorld()

  const lax = farReaching.filter((action) => {
    const doing = app.routes.filter(({ audit }) => audit.kind !== 'none' && audit.action === action)
    return doing.length === 0 || doing.some(({ stepUp }) => stepUp !== true)
  })

  assert.deepEqual(lax, [])
})

describe('D7: what shows or changes a secret', () => {
  const ask = async (signedIn: object, agedSeconds = 0, environment: Record<string, string> = {}) => {
    const world = await testWorld({ environment })
    const browser = await aPersonsBrowser(world, { routes, ...signedIn })
    world.advance(agedSeconds)
    const { status, body } = await browser.ask('GET', '/test/secret')
    return status === 200 ? 200 : [status, body.code, body.methods, body.maxAgeSeconds]
  }

  test('needs a proof that is no older than ten minutes', async () => {
    assert.equal(await ask({}, 590), 200)
    assert.deepEqual(await ask({}, 601), [403, 'STEP_UP_REQUIRED', ['pwd'], 600])
  })

  test('needs a younger one where STEP_UP_MINUTES says so', async () => {
    const environment = { STEP_UP_MINUTES: '1' }

    assert.equal(await ask({}, 30, environment), 200)
    assert.deepEqual(await ask({}, 61, environment), [403, 'STEP_UP_REQUIRED', ['pwd'], 60])
  })

  test('needs the second factor, too, of who has one', async () => {
    const hasSecondFactor = true

    assert.equal(await ask({ hasSecondFactor, methods: ['pwd', 'otp'] }), 200)
    assert.equal(await ask({ hasSecondFactor, methods: ['hwk'] }), 200)
    assert.deepEqual(await ask({ hasSecondFactor, methods: ['pwd'] }), [
      403,
      'STEP_UP_REQUIRED',
      ['otp', 'hwk', 'rc'],
      600,
    ])
  })
})

test('E3: an operator who looks through a person’s eyes reads what is no secret, and may leave', async () => {
  const world = await testWorld()
  const actingOperator = '0199a1fc-0000-7000-8000-000000000001'
  const browser = await aPersonsBrowser(world, { actingOperator, routes })

  const answers = [
    await browser.ask('GET', '/test/read'),
    await browser.ask('POST', '/test/leave'),
    await browser.ask('GET', '/test/token'),
    await browser.ask('GET', '/test/secret'),
    await browser.ask('POST', '/test/change'),
  ]

  assert.deepEqual(
    answers.map(({ status, body }) => (status === 200 ? 200 : body.code)),
    [200, 200, 'ACTING_READS_ONLY', 'ACTING_READS_ONLY', 'ACTING_READS_ONLY'],
  )
})

test('a person passes for the operator only as one who looks after the deployment, acting for its account', async () => {
  const world = await testWorld()
  const cases = [
    { isOperator: true, scopes: ['*'] },
    { isOperator: true, scopes: ['connections:read'] },
    { isOperator: false, scopes: ['*'] },
  ]

  const statuses: number[] = []
  for (const each of cases) {
    const { ask } = await aPersonsBrowser(world, each)
    statuses.push((await ask('GET', '/api/flags')).status)
  }

  assert.deepEqual(statuses, [200, 403, 403])
})
