import type { World } from '../../../kit/world.ts'
import { holdersBeside } from '../grants.ts'
import { type GrantToEnd, type Provider, revokeGrant, type Revoked } from '../providers/index.ts'
import { appOf } from '../registry.ts'

/** Tries to revoke what came for a connection that has ended, over half a minute. */
const mostTries = 5

/** Nobody but this process knows the token, so it asks a few times. */
export async function revokeSurely(
  world: World,
  provider: Provider,
  tokens: Omit<GrantToEnd, 'clock'>,
): Promise<Revoked> {
  for (let tries = 1; ; tries++) {
    const result = await revokeGrant(world.http, provider, appOf(world, provider.id), {
      ...tokens,
      clock: world.now,
    })
    if (typeof result === 'string' || !result.retryable || tries === mostTries) return result
    await world.wait(1000 * 2 ** tries)
  }
}

/** Connected again meanwhile: on a provider with one grant for each account and app, revoking would kill the new one. */
export async function isSharedGrant(
  world: World,
  provider: Provider,
  connection: { id: string; provider: string; providerSubject: string | null },
): Promise<boolean> {
  if (provider.grant !== 'per_pair') return false
  const rows =
    await world.sql`select 1 from connections where id = ${connection.id} and status <> 'closing' limit 1`
  return rows.length === 1 || (await holdersBeside(world, connection)).length > 0
}
