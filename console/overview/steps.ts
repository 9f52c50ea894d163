import type { Key, Overview } from '../api.ts'

/** Under what name the browser remembers whether the steps are wanted: another deployment at this address asks anew. */
export const wishName = (overview: Overview) => `first-steps.${overview.firstSteps.keyFingerprint}`

/** Whether a key is live and may read tokens. */
export function mayReadTokens(
  key: Pick<Key, 'scopes' | 'expiresAt' | 'revokedAt'>,
  now = Date.now(),
): boolean {
  const isLive = key.revokedAt === null && (key.expiresAt === null || Date.parse(key.expiresAt) > now)
  return isLive && key.scopes.includes('connections:token')
}

/** The four first steps, in order: backup, connection, key, token. Whoever has read a token has come through the others. */
export function stepsDone(steps: Overview['firstSteps'], hasKey: boolean): boolean[] {
  const { keyBackedUp, connected, tokenRead } = steps
  return [keyBackedUp, connected || tokenRead, hasKey || tokenRead, tokenRead]
}

/** The whole line that reads a token, to be pasted into a terminal. */
export function curlLine(url: string, connectionId: string, key: string): string {
  return `curl -H 'Authorization: Bearer ${key}' '${url.replace(/\/$/, '')}/api/connections/${connectionId}/token'`
}
