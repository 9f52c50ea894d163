import { scriptedNet, type Net } from '../../../../tests/support/net.ts'
import { silentLog } from '../../../kit/log.ts'
import type { World } from '../../../kit/world.ts'
import { issuer, type SigningKey } from './token.fixture.ts'
import type { TrustedIssuer } from './issuer.ts'

export interface BareWorld {
  world: World
  net: Net
  advance(seconds: number): void
  /** Resolves when no work in the background is left. */
  settled(): Promise<void>
}

/** A clock by hand and a scripted network, and nothing else: no database is met. */
export function bareWorld(): BareWorld {
  const net = scriptedNet(() => false)
  let now = new Date('2026-01-01T00:00:00Z').getTime()
  const background: Promise<unknown>[] = []
  const world: Partial<World> = {
    now: () => new Date(now),
    http: net.http,
    log: silentLog,
    background: (work) => void background.push(work),
    root: {},
  }
  return {
    world: world as World,
    net,
    advance: (seconds) => void (now += seconds * 1000),
    settled: async () => void (await Promise.all(background)),
  }
}

/** Clerk's stand-in, as settings name it. */
export const clerkStandIn: TrustedIssuer = {
  issuer,
  keys: { kind: 'jwks', url: `${issuer}/.well-known/jwks.json` },
  algorithms: ['RS256'],
  audience: [],
  authorizedParties: ['http://localhost:5173'],
  mayLackParty: true,
  sessionsAlone: true,
  vouchesForAddress: true,
}

export const jwksOf = (...keys: readonly SigningKey[]) => ({ keys: keys.map(({ publicJwk }) => publicJwk) })
