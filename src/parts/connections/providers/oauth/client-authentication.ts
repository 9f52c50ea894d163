import { millisecondsBetween } from '../../../../kit/duration.ts'
import type { TokenRequest } from '../hooks.ts'
import type { ProviderApp } from '../provider.ts'

/** For everything that asks a provider once, all secrets tried included. A claim outlives it by 12 s. */
export const exchangeDeadlineMilliseconds = 28_000

// Less than this is no use for another try.
const leastMilliseconds = 1_000

/**
 * Runs `attempt` with the newest secret and, only while the provider answers that it does not know our client, with
 * the one before: an app's secret is replaced while both live. All tries share one deadline. `null`: no secret.
 */
export async function withEachSecret<Outcome>(
  app: ProviderApp,
  clock: () => Date,
  attempt: (secret: string | null, deadlineMilliseconds: number) => Promise<Outcome>,
  isClientRefused: (outcome: Outcome) => boolean,
  deadlineMilliseconds = exchangeDeadlineMilliseconds,
): Promise<Outcome> {
  const startedAt = clock()
  const [newest = null, ...older] = app.clientSecrets
  let outcome = await attempt(newest, deadlineMilliseconds)
  for (const secret of older) {
    const spent = Math.max(0, millisecondsBetween(startedAt, clock()))
    const left = deadlineMilliseconds - spent
    if (!isClientRefused(outcome) || left < leastMilliseconds) return outcome
    outcome = await attempt(secret, left)
  }
  return outcome
}

/** Adds who we are to a form. Without a secret the client id alone is sent. */
export function authenticate(
  request: TokenRequest,
  method: 'client_secret_post' | 'client_secret_basic',
  { clientId }: ProviderApp,
  secret: string | null,
): TokenRequest {
  const parameters = new URLSearchParams(request.parameters)
  if (secret !== null && method === 'client_secret_basic') {
    return { ...request, headers: { ...request.headers, authorization: basic(clientId, secret) } }
  }
  parameters.set('client_id', clientId)
  if (secret !== null) parameters.set('client_secret', secret)
  return { ...request, parameters }
}

/** RFC 6749 2.3.1: both parts form-encoded, then Basic. */
export const basic = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(secret)}`).toString('base64')}`

const formEncoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)
