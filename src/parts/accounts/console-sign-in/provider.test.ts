import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answered, lost, unreachable } from '../../../../tests/support/net.ts'
import { browserWith } from '../sessions/sessions.fixture.ts'
import { description, requests, standInWorld, type StandInWorld } from './stand-in.fixture.ts'

const codeOf = async (response: Response): Promise<unknown> =>
  ((await response.json()) as { code?: unknown }).code

const secondsAgo = (world: StandInWorld, seconds: number): number =>
  Math.floor(world.now().getTime() / 1000) - seconds

/** What becomes of an act that needs a fresh proof, by a browser that comes back now: undefined, or a fault's code. */
async function actOf(world: StandInWorld, claims: Record<string, unknown>, seconds: number) {
  const { path, cookie } = await world.visited(claims)
  const entered = await world.get(path, cookie)
  assert.equal(entered.status, 303, await entered.text())
  world.advance(seconds)
  const browser = browserWith(world, '', entered.headers.getSetCookie())
  return (await browser.call('POST', '/auth/logout-others')).body.code
}

test('D7: a sign-in is as fresh as the proof that the provider tells of', async () => {
  const world = await standInWorld()
  const nineMinutesAgo = () => ({ auth_time: secondsAgo(world, 540) })

  assert.equal(await actOf(world, nineMinutesAgo(), 30), undefined)
  assert.equal(await actOf(world, nineMinutesAgo(), 120), 'STEP_UP_REQUIRED')
})

test('D7: a proof that the provider tells of before it was given is no fresher than now', async () => {
  const world = await standInWorld()

  assert.equal(await actOf(world, { auth_time: secondsAgo(world, -900) }, 660), 'STEP_UP_REQUIRED')
})

test('a provider that tells no time of the proof is taken to have asked for it now', async () => {
  const world = await standInWorld()

  assert.equal(await actOf(world, {}, 590), undefined)
})

test('a proof that is too old lets nobody in', async () => {
  const world = await standInWorld()
  const { path, cookie } = await world.visited({ auth_time: secondsAgo(world, 700) })

  assert.equal(await codeOf(await world.get(path, cookie)), 'OIDC_SIGN_IN_FAILED')
})

test('a provider that is away while tokens are fetched is told as such, and as no mistake of the settings', async () => {
  const world = await standInWorld()

  for (const trouble of [unreachable, lost, answered(500, {}), answered(503, 'busy')]) {
    const { path, cookie } = await world.visited()
    world.net.answers(requests.token, trouble)
    const response = await world.get(path, cookie)
    const { code, retryAfter } = (await response.json()) as Record<string, unknown>
    assert.deepEqual([response.status, code, retryAfter], [503, 'OIDC_UNAVAILABLE', 5])
  }
})

test('a provider that refuses the code is no provider that is away', async () => {
  const world = await standInWorld()
  const { path, cookie } = await world.visited()
  world.net.answers(requests.token, answered(400, { error: 'invalid_grant' }))

  assert.equal(await codeOf(await world.get(path, cookie)), 'OIDC_SIGN_IN_FAILED')
})

test('a provider that does not say where to sign in is asked again, and nothing is begun', async () => {
  const world = await standInWorld()

  for (const told of [
    { authorization_endpoint: undefined },
    { authorization_endpoint: 'javascript:alert(1)' },
    { authorization_endpoint: 'http://id.test/authorize' },
    { token_endpoint: undefined },
  ]) {
    world.net.answers(requests.description, { ...description, ...told })
    const response = await world.get('/auth/oidc/start')
    assert.equal(await codeOf(response), 'OIDC_UNAVAILABLE', JSON.stringify(told))
    assert.deepEqual(response.headers.getSetCookie(), [])
  }
  world.net.answers(requests.description, description)
  assert.equal((await world.get('/auth/oidc/start')).status, 303)
})

test('many who begin at once ask the provider once for its description', async () => {
  const world = await standInWorld()

  const begun = await Promise.all(Array.from({ length: 10 }, () => world.get('/auth/oidc/start')))

  assert.deepEqual(new Set(begun.map(({ status }) => status)), new Set([303]))
  assert.equal(world.descriptions.calls.length, 1)
})

test('a stranger who comes back without having begun makes no call', async () => {
  const world = await standInWorld()

  assert.equal(await codeOf(await world.get('/auth/oidc/callback?code=x&state=y')), 'OIDC_ATTEMPT_GONE')
  assert.equal(world.descriptions.calls.length, 0)
})
