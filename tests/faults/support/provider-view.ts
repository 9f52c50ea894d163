import assert from 'node:assert/strict'
import { isLive } from '../../../sandbox/grants.ts'
import type { Sandbox } from '../../../sandbox/index.ts'
import type { Answer } from './calls.ts'

/** The token that was read is one that the provider takes. */
export function assertTaken({ status, body }: Answer, standIn: Sandbox, name: string): void {
  assert.equal(status, 200, `${name}: ${JSON.stringify(body)}`)
  const token = standIn.grants.accessToken(String(body.access_token))
  assert.ok(
    token && isLive(token, standIn.clock.seconds()),
    `${name}: the provider does not take the token that was read`,
  )
}

export function assertLostInFlight({ status, body }: Answer, name: string): void {
  assert.deepEqual(
    [status, body.code, body.reason],
    [409, 'NEEDS_REAUTH', 'lost_in_flight'],
    `${name}: ${JSON.stringify(body)}`,
  )
}

/** By the provider's own count: no refresh token brought new tokens twice. */
export function assertNoneUsedTwice(standIn: Sandbox, name: string): void {
  const twice = standIn.grants.refreshTokens().filter(({ uses }) => uses.rotated > 1)
  assert.deepEqual(
    twice.map(({ fingerprint, uses }) => ({ fingerprint, uses })),
    [],
    name,
  )
}

/** How often this athlete's refresh tokens were presented. */
export const refreshesOf = ({ calls }: Sandbox, athlete: number): number =>
  calls
    .to('token')
    .filter(({ grantType, athleteId }) => grantType === 'refresh_token' && athleteId === athlete).length
