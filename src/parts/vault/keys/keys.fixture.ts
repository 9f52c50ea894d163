import { aBrowser } from '../../../../tests/support/browser.ts'
import { aConnection, alice, call, charlie } from '../../../../tests/support/cast.ts'
import { answered } from '../../../../tests/support/net.ts'
import { aPersonWithSecrets } from '../../../../tests/support/people.ts'
import { testWorld, type TestWorld, type TestWorldOptions } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as } from '../../../kit/world.ts'
import { countSealed, listKeys, type StoredKey } from './store.ts'
import { houseOf } from './house.ts'
import { reseal } from './reseal.ts'
import { rotate } from './rotate.ts'

export const operatorKey = 'kho_operator-key-of-the-test-suite'

export const keyWorld = (options: TestWorldOptions = {}): Promise<TestWorld> =>
  testWorld({ ...options, environment: { KEYHOLD_OPERATOR_KEY: operatorKey, ...options.environment } })

export type Owner = Caller & { key: string }

/** Rows of two accounts in every sealed column there is, and a connection of each whose token is good. */
export async function plant(world: TestWorld): Promise<{ owner: Owner; id: string }[]> {
  world.net.answers('POST https://strava.test/oauth/token', answered(200, '{"broken'))
  const planted: { owner: Owner; id: string }[] = []
  for (const owner of [await alice(world), await charlie(world)]) {
    const { id } = await aConnection(world, owner, {
      userId: 'one',
      accessToken: `token of ${owner.accountId}`,
    })
    const broken = await aConnection(world, owner, { userId: 'two', expiresInSeconds: -1 })
    await call(world, owner.key, 'GET', `/api/connections/${broken.id}/token`)
    const session = await call(world, owner.key, 'POST', '/api/connections/sessions', {
      userId: 'one',
      provider: 'google',
      email: 'one@example.org',
    })
    await aBrowser((request) => world.app.fetch(request)).submit(String(session.body.connectUrl))
    planted.push({ owner, id })
  }
  for (let people = 0; people < 2; people++) await aPersonWithSecrets(world)
  const endpoint = { url: 'https://hooks.test/in' }
  const { status } = await asOperator(world, 'POST', '/api/webhooks/endpoints', endpoint)
  if (status !== 201) throw new Error(`an endpoint for webhooks was answered with ${status}`)
  return planted
}

export const jobsOf = (world: TestWorld) => as(world, { role: 'jobs' })

export const sealKeys = async (world: TestWorld): Promise<StoredKey[]> =>
  (await listKeys(jobsOf(world))).filter(({ purpose }) => purpose === 'seal')

/** Records under each root key, as the rows say. */
export const rowsUnder = (world: TestWorld): Promise<Map<number, number>> =>
  countSealed(jobsOf(world), houseOf(world).sealed)

export const rotated = (world: TestWorld) =>
  rotate(world, { cause: 'asked', actor: { kind: 'operator', id: null } })

/** Re-seals until there is nothing left to do. */
export async function resealAll(world: TestWorld): Promise<number> {
  let done = 0
  for (let ticks = 0; ticks < 200; ticks++) {
    const moved = await reseal(world, 1_000)
    done += moved
    if (moved === 0) await world.wait(20)
    if ((await sealKeys(world)).every(({ state }) => state !== 'open')) return done
  }
  throw new Error('re-sealing comes to no end')
}

export async function tokenOf(world: TestWorld, { owner, id }: { owner: Owner; id: string }) {
  const { status, body } = await call(world, owner.key, 'GET', `/api/connections/${id}/token`)
  return status === 200 ? body.access_token : status
}

/** As `keyhold` does from this machine, with the operator's key. */
export async function asOperator(world: TestWorld, method: string, path: string, body?: unknown) {
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: { authorization: `Bearer ${operatorKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const response = await world.app.fetch(request, { remoteAddress: '127.0.0.1' })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> }
}
