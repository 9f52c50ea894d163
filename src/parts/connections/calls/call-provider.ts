import { Fault } from '../../../kit/fault.ts'
import type { Caller } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import {
  blockBudget,
  type Granted,
  type Health,
  learnBudget,
  passBreaker,
  reportHealth,
  spendBudget,
  windowEnd,
} from '../../limits/index.ts'
import { readBudget, retryAfterOf } from '../providers/index.ts'
import { appOf, budgetName, budgetWindows, callable } from '../registry.ts'
import { freshToken } from '../tokens/fresh-token.ts'
import { refresh } from '../tokens/refresh.ts'

/** A read of what a connection unlocks, made on behalf of its account. */
export interface ProviderCall {
  accountId: string
  connectionId: string
  provider: string
  /** Behind the provider's first API address: `/athlete/activities`. */
  path: string
  query?: Record<string, string>
  /** `background` leaves a fifth of the provider's budget to those who wait. */
  urgency: 'interactive' | 'background'
  /** Who asks, in the audit log: the name of the job. */
  job: string
  /** Default 15 s. */
  deadlineSeconds?: number
}

/**
 * - `answered`: the provider answered, whatever it said; `at` is the moment by its own clock.
 * - `wait`: nobody may call now, or nothing came back; worth trying again after so many seconds.
 * - `unusable`: the connection cannot be used; `code` is the fault that a token read would have met.
 */
export type ProviderAnswer =
  | { kind: 'answered'; status: number; text: string; at: Date }
  | { kind: 'wait'; retryAfterSeconds: number; why: string }
  | { kind: 'unusable'; code: string }

/** What an answer's status says of the provider. */
export function healthOf(status: number): Health {
  if (status === 429) return 'untold'
  return status >= 500 ? 'away' : 'there'
}

const mostBytes = 8 * 1_048_576

/**
 * Calls a provider's API with the connection's fresh token, within the budget that all processes share. A token that the
 * provider refuses (401) is refreshed once and tried again. Not inside a transaction.
 */
export async function callProvider(world: World, call: ProviderCall): Promise<ProviderAnswer> {
  const first = await callOnce(world, call)
  if (first.kind !== 'answered' || first.status !== 401) return first
  const { accountId, connectionId } = call
  await refresh(world, { accountId, connectionId, minValidSeconds: 0, urgency: 'forced' })
  return callOnce(world, call)
}

async function callOnce(world: World, call: ProviderCall): Promise<ProviderAnswer> {
  const caller: Caller = {
    accountId: call.accountId,
    actor: { kind: 'job', id: call.job },
    scopes: ['connections:token'],
  }
  const account = as(world, { role: 'app', accountId: call.accountId })
  const passage = await mayCall(account, call)
  if (!('granted' in passage)) return passage
  const token = await freshToken(account, caller, call.connectionId, {
    minValidSeconds: 60,
    requestId: call.job,
    // Behind the scenes nobody waits for a refresh, and a provider that is down is not asked by every job at once.
    mayRefresh: call.urgency === 'interactive',
  }).catch(unusable)
  if (!('kind' in token)) return exchange(account, call, token.accessToken, passage)
  await reportHealth(account, passage, 'untold')
  return token
}

function unusable(error: unknown): ProviderAnswer {
  if (!(error instanceof Fault)) throw error
  return error.status === 503
    ? { kind: 'wait', retryAfterSeconds: error.retryAfterSeconds ?? 60, why: error.code }
    : { kind: 'unusable', code: error.code }
}

function mayCall(world: World, { provider, urgency }: ProviderCall): Promise<ProviderAnswer | Granted> {
  return transaction(world, async (world) => {
    const passage = await passBreaker(world, { provider, operation: 'api' })
    if (!passage.granted)
      return { kind: 'wait', retryAfterSeconds: passage.retryAfterSeconds, why: 'provider_down' }
    const allowance = await spendBudget(world, budgetName(provider, appOf(world, provider)), urgency)
    if (allowance.granted) return passage
    await reportHealth(world, passage, 'untold')
    return { kind: 'wait', retryAfterSeconds: allowance.retryAfterSeconds, why: 'rate_limited' }
  })
}

async function exchange(
  world: World,
  call: ProviderCall,
  accessToken: string,
  passage: Granted,
): Promise<ProviderAnswer> {
  const provider = await callable(world, call.provider)
  const sent = await world.http.send({
    method: 'GET',
    url: addressOf(provider.api.baseUrls[0] ?? '', call),
    headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
    deadlineMilliseconds: (call.deadlineSeconds ?? 15) * 1000,
    maxBytes: mostBytes,
  })
  if (sent.kind === 'blocked') {
    await reportHealth(world, passage, 'untold')
    return { kind: 'unusable', code: 'ADDRESS_REFUSED' }
  }
  if (sent.kind !== 'answered') {
    await reportHealth(world, passage, 'away')
    return { kind: 'wait', retryAfterSeconds: 60, why: 'no_answer' }
  }
  const { status, headers, body, date } = sent
  await reportHealth(world, passage, healthOf(status))
  const budget = budgetName(call.provider, appOf(world, call.provider))
  const windows = budgetWindows(readBudget(provider, headers, world.now()))
  if (windows.length > 0) await learnBudget(world, budget, windows)
  if (status === 429) {
    const told = retryAfterOf(headers, date, world.now())
    const until = told === null ? windowEnd(world.now(), 900) : new Date(world.now().getTime() + told * 1000)
    await blockBudget(world, budget, until)
    return {
      kind: 'wait',
      retryAfterSeconds: Math.max(1, (until.getTime() - world.now().getTime()) / 1000),
      why: 'rate_limited',
    }
  }
  if (status >= 500) {
    return {
      kind: 'wait',
      retryAfterSeconds: retryAfterOf(headers, date, world.now()) ?? 60,
      why: 'server_error',
    }
  }
  return { kind: 'answered', status, text: Buffer.from(body).toString('utf8'), at: date ?? world.now() }
}

/** @throws Error when the path would leave the provider's address: paths are ours, never a caller's */
function addressOf(base: string, { path, query = {} }: ProviderCall): URL {
  const url = new URL(base.replace(/\/$/, '') + path)
  if (!url.href.startsWith(base)) throw new Error(`${path} leaves ${base}`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url
}
