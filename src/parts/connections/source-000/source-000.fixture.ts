import { call } from '../../../../tests/support/cast.ts'
import type { TestWorld } from '../../../../tests/support/world.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction } from '../../../kit/world.ts'
import { createKey } from '../../access/index.ts'
import { subjectFor } from '../../accounts/index.ts'

export const base = '/.netlify/functions'
export const tokenAddress = 'POST https://strava.test/oauth/token'
export const ada = '54e07d62-a536-4201-ab99-76c8f08a524f'
export const bob = '590d50e0-eeaa-4c42-a378-3d2f92558d28'
export const granted = (accessToken: string, also = {}) => ({
  token_type: 'Bearer',
  access_token: accessToken,
  refresh_token: `refresh-of-${accessToken}`,
  expires_in: 21_600,
  ...also,
})

/** A key that speaks for that user alone. */
export async function keyOf(
  world: TestWorld,
  owner: Caller,
  userId: string,
  scopes: readonly string[] = ['connections:read', 'connections:write'],
): Promise<string> {
  const { accountId } = owner
  const made = await transaction(as(world, { role: 'app', accountId }), async (world) => {
    const subject = await subjectFor(world, accountId, userId)
    return createKey(world, accountId, {
      name: 'bound',
      scopes,
      subjectId: subject.id,
      expiresInDays: undefined,
    })
  })
  return made.key
}

export const statusAt = (world: TestWorld, key: string | null, userId: string) =>
  call(world, key, 'GET', `${base}/strava-token-status?userId=${userId}`)
export const refreshAt = (world: TestWorld, key: string | null, body: unknown, query = '') =>
  call(world, key, 'POST', `${base}/strava-refresh-token${query}`, body)
