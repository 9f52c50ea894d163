import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { callWith, clerkWorld } from '../outside/outside.fixture.ts'
import { aToken } from '../outside/token.fixture.ts'
import { aPerson } from '../people/people.fixture.ts'
import { signedIn } from '../sessions/sessions.fixture.ts'

const allOn = { EMAIL_ENABLED: 'true', TWO_FACTOR_ENABLED: 'true' }
const ways: readonly (readonly [path: string, body?: unknown])[] = [
  ['/auth/2fa/setup'],
  ['/auth/2fa/enable', { code: '123456' }],
  ['/auth/passkeys/options'],
  ['/auth/change-email', { email: 'own@example.org' }],
]

// Turns red when an operator who was taken off the console's list could come back by what it left here.
test('J7: who signed in at an issuer makes no factor and no address of ours, which would let it in past the issuer', async () => {
  const world = await testWorld({ environment: allOn })
  const browser = await signedIn(world, await aPerson(world, { isOperator: true }), { methods: ['ext'] })

  for (const [path, body] of ways) {
    const answer = await browser.call('POST', path, body)
    assert.deepEqual([answer.status, answer.body.code], [403, 'PROVED_ELSEWHERE'], path)
  }
})

test('J7: nor does a person with a token of an issuer', async () => {
  const world = await clerkWorld({ environment: allOn })
  const token = await aToken(world, { claims: { fva: [0, -1] } })

  for (const [path, body] of ways) {
    const { status, code } = await callWith(world, token, path, { method: 'POST', body })
    assert.deepEqual([status, code], [403, 'PROVED_ELSEWHERE'], path)
  }
})

test('D7: who signed in at an issuer is told to prove it there again, as there is no password', async () => {
  const world = await testWorld()
  const browser = await signedIn(world, await aPerson(world), { methods: ['ext'] })
  world.advance(15 * 60)

  const { body } = await browser.call('POST', '/auth/me/erase')

  assert.deepEqual([body.code, body.methods], ['STEP_UP_REQUIRED', ['ext']])
})
