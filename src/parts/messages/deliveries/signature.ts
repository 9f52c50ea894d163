import { createSecretKey } from 'node:crypto'
import { hmacSha256 } from '../../../kit/hash.ts'

/** The headers that the specification of Standard Webhooks asks for, signed with each of the secrets. */
export function signedHeaders(
  { id, at, body }: { id: string; at: Date; body: string },
  secrets: readonly Buffer[],
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const content = `${id}.${timestamp}.${body}`
  const signatures = secrets.map(
    (secret) => `v1,${hmacSha256(createSecretKey(secret), content).toString('base64')}`,
  )
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
