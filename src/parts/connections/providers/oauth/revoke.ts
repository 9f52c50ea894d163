import type { Exchange, HttpClient, OutgoingRequest } from '../../../../kit/http-client.ts'
import type { ProviderAnswer } from '../hooks.ts'
import type { Provider, ProviderApp, Revocation } from '../provider.ts'
import { readAnswer } from './body.ts'
import { classify, errorCodeOf } from './classify.ts'
import { authenticate, basic, withEachSecret } from './client-authentication.ts'
import type { Failure } from './identity.ts'

/** What is left of a grant. Give a live access token where `revoke.needsLiveAccessToken`. */
export interface GrantToEnd {
  accessToken: string | null
  refreshToken: string | null
  clock: () => Date
}

/** `already_dead`: the provider knew neither token any more. */
export type Revoked = 'revoked' | 'already_dead' | Failure

type Ended = { outcome: Revoked; isClientRefused: boolean }

/** Ends a grant at the provider. Never rejects for anything the provider does. */
export async function revokeGrant(
  http: HttpClient,
  provider: Provider,
  app: ProviderApp,
  grant: GrantToEnd,
): Promise<Revoked> {
  const rule = provider.revoke
  if (rule === null)
    return { failed: 'the provider has no way to end a grant from outside', retryable: false }
  const token = tokenToName(rule, grant)
  const needsAccessToken = rule.authentication === 'bearer'
  if ((needsAccessToken && grant.accessToken === null) || (rule.token !== 'none' && token === null)) {
    return { failed: 'there is no token of the grant to present', retryable: false }
  }
  const attempt = async (secret: string | null, deadlineMilliseconds: number): Promise<Ended> => {
    const request = revocationRequest(rule, app, secret, token, grant.accessToken)
    const exchange = await http.send({ ...request, deadlineMilliseconds, freshConnection: true })
    const secrets = [grant.accessToken ?? '', grant.refreshToken ?? '', ...app.clientSecrets]
    return judge(provider, rule, exchange, secrets)
  }
  const { outcome } = await withEachSecret(app, grant.clock, attempt, (ended) => ended.isClientRefused)
  return outcome
}

function tokenToName(rule: Revocation, { accessToken, refreshToken }: GrantToEnd): string | null {
  switch (rule.token) {
    case 'none':
      return null
    case 'access_token':
      return accessToken
    case 'refresh_token':
      return refreshToken ?? accessToken
  }
}

type Request = Pick<OutgoingRequest, 'method' | 'url' | 'headers' | 'body'>

function revocationRequest(
  rule: Revocation,
  app: ProviderApp,
  secret: string | null,
  token: string | null,
  accessToken: string | null,
): Request {
  const url = new URL(rule.url.replace('{client_id}', encodeURIComponent(app.clientId)))
  const headers: Record<string, string> = { accept: 'application/json', ...rule.headers }
  const named = { ...rule.parameters, ...(token !== null && { [rule.parameter]: token }) }
  let parameters = new URLSearchParams(named)
  if (rule.authentication === 'bearer') headers.authorization = `Bearer ${accessToken}`
  if (rule.authentication === 'client_secret_basic' && secret !== null) {
    headers.authorization = basic(app.clientId, secret)
  }
  if (
    rule.authentication === 'client_secret_post' ||
    (rule.authentication === 'client_secret_basic' && secret === null)
  ) {
    parameters = authenticate({ url, headers, parameters }, 'client_secret_post', app, secret).parameters
  }
  if (rule.send === 'query') {
    for (const [name, value] of parameters) url.searchParams.append(name, value)
    return { method: rule.method, url, headers }
  }
  const isJson = rule.send === 'json'
  headers['content-type'] = isJson ? 'application/json' : 'application/x-www-form-urlencoded'
  const body = isJson ? JSON.stringify(Object.fromEntries(parameters)) : parameters.toString()
  return { method: rule.method, url, headers, body }
}

function judge(provider: Provider, rule: Revocation, exchange: Exchange, secrets: readonly string[]): Ended {
  const isClientRefused = false
  if (exchange.kind === 'blocked')
    return { outcome: { failed: exchange.reason, retryable: false }, isClientRefused }
  if (exchange.kind !== 'answered') {
    return { outcome: { failed: exchange.cause.message, retryable: true }, isClientRefused }
  }
  const answer = readAnswer(exchange.status, exchange.headers, exchange.body)
  const isSuccess = exchange.status >= 200 && exchange.status < 300
  if (isSuccess && !saysNo(answer)) return { outcome: 'revoked', isClientRefused }
  if (wasDead(rule, answer)) return { outcome: 'already_dead', isClientRefused }
  const { class: kind, code } = classify(provider, answer, secrets)
  if (kind === 'terminal') return { outcome: 'already_dead', isClientRefused }
  const failed = `the provider answered ${exchange.status} (${code})`
  return {
    outcome: { failed, retryable: kind === 'app' || isTheirs(answer) },
    isClientRefused: code === 'invalid_client',
  }
}

/** Some providers answer 200 to everything. */
const saysNo = (answer: ProviderAnswer): boolean => answer.json?.ok === false || errorCodeOf(answer) !== null

const wasDead = (rule: Revocation, answer: ProviderAnswer): boolean =>
  rule.deadStatus.includes(answer.status) || rule.deadErrors.includes(errorCodeOf(answer) ?? '')

const isTheirs = ({ status }: ProviderAnswer): boolean => status === 429 || status >= 500 || status < 400
