import type { Opened } from '../../../kit/http-stream.ts'
import { isQueued } from '../../../kit/http-wire.ts'
import type { Asked, Caller } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { connectionFaults } from '../faults.ts'
import { type ListedProvider, retryAfterOf } from '../providers/index.ts'
import { freshToken } from '../tokens/fresh-token.ts'
import { type Granted, reportHealth } from '../../limits/index.ts'
import { bookOutcome } from './book-outcome.ts'
import { proveCall } from './prove.ts'
import { isRenewed } from './renew.ts'
import { requestHeaders } from './request-headers.ts'
import type { Sending } from './sending.ts'
import { headSeconds, minValidSeconds, mostBytes, wholeSeconds } from './sizes.ts'
import type { ProxiedRow } from './store.ts'

/** One call as it will be made, once for each token that is presented. */
export interface ProxyCall {
  caller: Caller
  request: Asked
  connection: ProxiedRow
  provider: ListedProvider
  url: URL
  sending: Sending
}

export type Answered = Extract<Opened, { kind: 'answered' }>

/** The provider's answer, with the token it was given for. */
export interface Called {
  answered: Answered
  accessToken: string
}

/**
 * Calls the provider with the connection's fresh token. A 401 is tried once more after a change of generation; a read
 * that met an outage as often as the provider's data says.
 * @throws PROVIDER_DOWN, PROVIDER_NO_ANSWER, PROVIDER_BUDGET_SPENT, PROXY_ADDRESS_BLOCKED, BODY_TOO_LARGE
 * @throws what a token read throws
 */
export async function callThrough(world: World, call: ProxyCall): Promise<Called> {
  let triesLeft = isRead(call) ? call.provider.api.retry.most : 0
  let mayRenew = call.sending.mayRepeat
  for (;;) {
    const { accessToken, generation, opened } = await once(world, call)
    if (mayRenew && opened.kind === 'answered' && opened.status === 401) {
      mayRenew = false
      if (await isWorthRenewed(world, call, opened, generation)) continue
    }
    const waitSeconds = triesLeft > 0 ? pauseBefore(world, call, opened) : null
    if (waitSeconds === null) return { answered: answeredOf(call, opened), accessToken }
    triesLeft -= 1
    if (opened.kind === 'answered') await opened.body.cancel()
    await world.wait(waitSeconds * 1000)
  }
}

const isRead = ({ request, provider }: ProxyCall): boolean =>
  (request.method === 'GET' || request.method === 'HEAD') && !provider.api.everyCallWrites

const mayReadToken = ({ scopes }: Caller): boolean =>
  scopes.includes('connections:token') || scopes.includes('*')

async function once(world: World, call: ProxyCall) {
  const { connection, provider, request, caller } = call
  let generation = 0
  let passage: Granted | null = null
  const { accessToken } = await freshToken(world, caller, connection.id, {
    minValidSeconds,
    requestId: request.id,
    async prove(read) {
      generation = read.generation
      passage = await proveCall(world, { ...connection, method: request.method }, read)
      return passage !== null
    },
  })
  const { body } = call.sending
  const opened = await world.http.open({
    method: request.method,
    url: call.url,
    headers: requestHeaders(request, provider, { accessToken, mayReadToken: mayReadToken(caller) }),
    ...(body !== undefined && { body }),
    headMilliseconds: headSeconds * 1000,
    wholeMilliseconds: wholeSeconds * 1000,
    maxBytes: mostBytes,
    holder: caller.accountId,
  })
  await elseClosed(opened, tellOthers(world, call, opened, passage!))
  return { accessToken, generation, opened }
}

/** A body that the caller broke off says nothing of the provider. */
const tellOthers = (
  world: World,
  { provider, sending }: ProxyCall,
  opened: Opened,
  passage: Granted,
): Promise<void> =>
  sending.broken() ? reportHealth(world, passage, 'untold') : bookOutcome(world, provider, opened, passage)

async function isWorthRenewed(
  world: World,
  { caller, connection }: ProxyCall,
  refused: Answered,
  generation: number,
): Promise<boolean> {
  const of = { accountId: caller.accountId, connectionId: connection.id, generation }
  const isWorth = await elseClosed(refused, isRenewed(world, of))
  if (isWorth) await refused.body.cancel()
  return isWorth
}

/** When the work beside it fails, nobody will read the answer any more. */
async function elseClosed<T>(opened: Opened, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (opened.kind === 'answered') await opened.body.cancel()
    throw error
  }
}

/** Seconds until the next try of a read; null when this outcome stands. */
function pauseBefore(world: World, { provider }: ProxyCall, opened: Opened): number | null {
  if (opened.kind === 'blocked' || isQueued(opened)) return null
  const { status, longestWaitSeconds } = provider.api.retry
  const jitterSeconds = 0.1 + world.random(1)[0]! / 1024
  if (opened.kind !== 'answered') return jitterSeconds
  if (!status.includes(opened.status)) return null
  const wanted = retryAfterOf(opened.headers, opened.date, world.now()) ?? 0
  return wanted > longestWaitSeconds ? null : wanted + jitterSeconds
}

/** @throws what an exchange without an answer means */
function answeredOf({ connection: { provider }, sending }: ProxyCall, opened: Opened): Answered {
  if (opened.kind === 'answered') return opened
  if (opened.kind === 'blocked')
    throw connectionFaults.PROXY_ADDRESS_BLOCKED({ provider }, { cause: opened.reason })
  const { cause } = opened
  const broken = sending.broken()
  if (broken) throw broken
  if (opened.kind === 'unknown') throw connectionFaults.PROVIDER_NO_ANSWER({ provider }, { cause })
  throw connectionFaults.PROVIDER_DOWN({ provider, retryAfterSeconds: 2 }, { cause })
}
