import type { Exchange } from '../../../../kit/http-client.ts'
import type { ProviderAnswer } from '../hooks.ts'
import { isJsonObject, type JsonObject, valueAt } from '../pointer.ts'
import type { ListedProvider } from '../provider.ts'
import { descriptionIn, readAnswer } from './body.ts'
import { readBudget, retryAfterOf } from './budget.ts'
import { classify, errorCodeOf } from './classify.ts'
import { clockSkewOf, expiryOf } from './expiry.ts'
import { identityIn } from './identity.ts'
import { type GrantOutcome, type Outcome, ProviderError, type Told } from './outcome.ts'
import { grantedScopes } from './scopes.ts'

// What one sealed field holds; a longer token is none we could keep.
const longestTokenBytes = 65_536
const longestRawBytes = 65_536

export interface AnswerContext {
  startedAt: Date
  receivedAt: Date
  /** The redirect's `scope`, where granted scopes come from there. */
  redirectScope: string | null
  /** Everything secret that took part, so that no words of the provider repeat it. */
  secrets: readonly string[]
}

type Answered = Extract<Exchange, { kind: 'answered' }>

/** What came of a token request, and the ID token beside it. Total: no answer makes it throw. */
export function readTokenAnswer(
  provider: ListedProvider,
  exchange: Exchange,
  context: AnswerContext,
): { outcome: GrantOutcome; idToken: string | null } {
  if (exchange.kind !== 'answered') return { outcome: unanswered(exchange), idToken: null }
  const answer = readAnswer(exchange.status, exchange.headers, exchange.body)
  const clockSkewSeconds = clockSkewOf(exchange.date, context.startedAt, context.receivedAt)
  const told = { budget: readBudget(provider, exchange.headers, context.receivedAt), clockSkewSeconds }
  const isSuccess = exchange.status >= 200 && exchange.status < 300
  const no = () => ({ outcome: { ...refused(provider, exchange, answer, context), ...told }, idToken: null })
  if (!isSuccess) return no()
  const found = answer.json && tokensIn(provider, answer.json)
  if (answer.json && found) {
    const outcome = granted(provider, answer.json, found, told, context)
    return { outcome: outcome ?? unparsed(exchange, told), idToken: textIn(answer.json, found, 'id_token') }
  }
  if (errorCodeOf(answer) !== null || answer.json?.ok === false) return no()
  if (provider.hooks.classify?.(answer)) return no()
  return { outcome: unparsed(exchange, told), idToken: null }
}

function unanswered(exchange: Exclude<Exchange, Answered>): GrantOutcome {
  const told = { budget: [], clockSkewSeconds: null }
  if (exchange.kind !== 'blocked') return { kind: exchange.kind, cause: exchange.cause, ...told }
  return { kind: 'not_sent', cause: new ProviderError('blocked', 0, exchange.reason), ...told }
}

const unparsed = (exchange: Answered, told: Told): GrantOutcome => ({
  kind: 'unparsed',
  raw: exchange.body.slice(0, longestRawBytes),
  ...told,
})

const tokensIn = (provider: ListedProvider, json: JsonObject): JsonObject | undefined =>
  provider.tokensAt
    .map((pointer) => valueAt(json, pointer))
    .filter(isJsonObject)
    .find((place) => place.access_token !== undefined)

/** `null` when a token is not one that could be stored and sent. */
function granted(
  provider: ListedProvider,
  json: JsonObject,
  found: JsonObject,
  told: Told,
  { startedAt, redirectScope }: AnswerContext,
): GrantOutcome | null {
  const accessToken = found.access_token
  const refreshToken = found.refresh_token === '' ? null : (found.refresh_token ?? null)
  if (!isToken(accessToken) || (refreshToken !== null && !isToken(refreshToken))) return null
  return {
    kind: 'granted',
    tokens: {
      accessToken,
      refreshToken,
      tokenType: tokenTypeOf(provider, found.token_type),
      expiresAt: expiryOf({
        expiresIn: found.expires_in,
        expiresAt: found.expires_at,
        startedAt,
        clockSkewSeconds: told.clockSkewSeconds,
        usualSeconds: provider.accessTokenSeconds,
      }),
      scope: grantedScopes(provider, json, found, redirectScope),
      identity: provider.identity.from === 'token_answer' ? identityIn(provider, json) : null,
    },
    ...told,
  }
}

/** Printable ASCII (RFC 6749 A.12), so that it can travel in a header. */
const isToken = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]+$/.test(value) && value.length <= longestTokenBytes

function tokenTypeOf(provider: ListedProvider, type: unknown): string {
  if (typeof type !== 'string' || !/^[A-Za-z0-9._~-]{1,40}$/.test(type)) return 'Bearer'
  return provider.bearerTypes.includes(type.toLowerCase()) ? 'Bearer' : type
}

const textIn = (json: JsonObject, found: JsonObject, name: string): string | null => {
  const value = found[name] ?? json[name]
  return typeof value === 'string' ? value : null
}

type Refused = Extract<Outcome, { kind: 'terminal' | 'app' | 'transient' }>

function refused(
  provider: ListedProvider,
  { status, headers, date }: Answered,
  answer: ProviderAnswer,
  { receivedAt, secrets }: AnswerContext,
): Refused {
  const { class: kind, code } = classify(provider, answer, secrets)
  if (kind !== 'transient') return { kind, code, description: descriptionIn(answer.json, secrets) }
  const cause = new ProviderError(code, status, `the provider answered ${status} (${code})`)
  return { kind, code, retryAfterSeconds: retryAfterOf(headers, date, receivedAt), cause }
}
