import type { World } from '../../../kit/world.ts'
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
