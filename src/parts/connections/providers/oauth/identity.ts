import type { HttpClient } from '../../../../kit/http-client.ts'
import type { Identity } from '../hooks.ts'
import { valueAt } from '../pointer.ts'
import type { ListedProvider, Provider } from '../provider.ts'
import { readAnswer } from './body.ts'
import { exchangeDeadlineMilliseconds } from './client-authentication.ts'
import type { GrantedTokens } from './outcome.ts'

/** Why it could not be done, in words without secrets, and whether a later try may do better. */
export interface Failure {
  failed: string
  retryable: boolean
}

const longestSubject = 255
const longestLabel = 255

/** Whose account a grant is for: what its answer told, or one call to the provider's user address. Never throws. */
export async function identityOf(
  http: HttpClient,
  provider: Provider,
  tokens: Pick<GrantedTokens, 'accessToken' | 'identity'>,
): Promise<Identity | Failure> {
  if (tokens.identity) return tokens.identity
  const source = provider.identity
  if (source.from !== 'userinfo')
    return { failed: 'the provider did not say whose account it is', retryable: false }
  const asks = source.body !== null
  const exchange = await http.send({
    method: asks ? 'POST' : 'GET',
    url: new URL(source.url),
    headers: {
      accept: 'application/json',
      ...(asks && { 'content-type': 'application/json' }),
      ...source.headers,
      authorization: `Bearer ${tokens.accessToken}`,
    },
    ...(asks && { body: JSON.stringify(source.body) }),
    deadlineMilliseconds: exchangeDeadlineMilliseconds,
  })
  if (exchange.kind === 'blocked') return { failed: exchange.reason, retryable: false }
  if (exchange.kind !== 'answered') return { failed: exchange.cause.message, retryable: true }
  const { status, headers, body } = exchange
  const identity = status === 200 ? identityIn(provider, readAnswer(status, headers, body).json) : null
  if (identity) return identity
  const isTheirs = status === 429 || status >= 500
  return { failed: `the user address answered ${status} without an account`, retryable: isTheirs }
}

/** The account a document names, or `null` when it names none we could keep. */
export function identityIn(provider: ListedProvider, document: unknown): Identity | null {
  const hooked = provider.hooks.identity?.(document)
  if (hooked) return hooked
  const { subject: places, label: alternatives } = provider.identity
  const subject = joined(document, places, ':')
  if (subject === null || subject.length > longestSubject) return null
  for (const alternative of alternatives) {
    const label = joined(document, alternative, ' ')
    if (label !== null) return { subject, label: label.slice(0, longestLabel) }
  }
  return { subject, label: null }
}

/** `null` unless every pointer leads to a text or a number. */
function joined(document: unknown, pointers: readonly string[], separator: string): string | null {
  const texts = pointers.map((pointer) => textOf(valueAt(document, pointer)))
  return texts.every((text) => text !== null) ? texts.join(separator) : null
}

function textOf(value: unknown): string | null {
  // Larger numbers lost digits when they were parsed: two accounts could look alike.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : null
  if (typeof value !== 'string') return null
  const plain = value.replace(/\p{C}/gu, '').trim()
  return plain === '' ? null : plain
}
