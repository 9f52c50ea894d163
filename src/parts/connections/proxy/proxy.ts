import { faults } from '../../../kit/fault.ts'
import { Answer, type Asked, type Caller, type SentBody } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { connectionFaults } from '../faults.ts'
import type { ListedProvider } from '../providers/index.ts'
import { appOf, callable } from '../registry.ts'
import { askedPath } from './asked-path.ts'
import { baseUrlOf } from './base-url.ts'
import { type Answered, callThrough } from './call.ts'
import { providerAddress } from './provider-address.ts'
import { redacted, redactedText } from './redaction.ts'
import { refuseOddRequest } from './request-headers.ts'
import { responseHeaders } from './response-headers.ts'
import { sendingOf } from './sending.ts'
import { mostBytes } from './sizes.ts'
import { proxiedConnection, type ProxiedRow } from './store.ts'

export interface ProxyRequest {
  connectionId: string
  request: Asked
  body: SentBody | null
}

/**
 * Calls the provider on the caller's behalf and passes its answer on. The token is put in here and taken out again
 * wherever the answer holds it.
 * @throws CONNECTION_NOT_FOUND also for another account's connection, or another user's when the key is bound to one
 * @throws PROXY_PATH_REFUSED, PROXY_QUERY_REFUSED, PROXY_REQUEST_REFUSED, PROXY_BASE_REFUSED, PROXY_NOT_OFFERED
 * @throws what calling throws; PROVIDER_ANSWER_UNUSABLE
 */
export async function proxy(unbound: World, caller: Caller, asked: ProxyRequest): Promise<Answer> {
  const { connectionId, request } = asked
  const world = as(unbound, { role: 'app', accountId: caller.accountId })
  refuseOddRequest(request)
  const path = askedPath(request.target)
  const connection = await visibleConnection(world, caller, connectionId)
  const provider = await callable(world, connection.provider)
  if (provider.api.everyCallWrites) requireWriting(caller)
  const base = baseUrlOf(provider, request.header('keyhold-base-url'))
  const url = providerAddress(provider, appOf(world, provider.id).clientId, base, path)
  const sending = await sendingOf(asked.body)
  const call = { caller, request, connection, provider, url, sending }
  const { answered, accessToken } = await callThrough(world, call)
  await refuseUnusable(provider, request, answered)
  const headers = responseHeaders({ ...answered, provider, connectionId, base, url }, (text) =>
    redactedText(text, accessToken),
  )
  const found = () => tellRedacted(world, caller, connection, request)
  const body = request.method === 'HEAD' ? null : redacted(answered.body, accessToken, found)
  if (body === null) await answered.body.cancel()
  return new Answer(body, { status: answered.status, headers })
}

async function visibleConnection(world: World, caller: Caller, connectionId: string): Promise<ProxiedRow> {
  const row = await proxiedConnection(world, caller.accountId, connectionId)
  const isVisible = row && (!caller.boundSubjectId || caller.boundSubjectId === row.subjectId)
  if (!isVisible) throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId })
  return row
}

export const writing = 'connections:proxy:write'

/** @throws FORBIDDEN */
function requireWriting({ scopes }: Caller): void {
  if (!scopes.includes(writing) && !scopes.includes('*')) throw faults.FORBIDDEN({ needs: writing })
}

/** What cannot be looked through, is too long or is no answer. @throws PROVIDER_ANSWER_UNUSABLE */
async function refuseUnusable(provider: ListedProvider, request: Asked, answered: Answered): Promise<void> {
  const why = whyUnusable(request, answered)
  if (why === null) return
  await answered.body.cancel()
  throw connectionFaults.PROVIDER_ANSWER_UNUSABLE({ provider: provider.id, why })
}

function whyUnusable({ method }: Asked, { status, headers }: Answered): string | null {
  if (status < 200 || status > 599) return `its status is ${status}`
  // A token in it could not be seen.
  const coding = headers.get('content-encoding') ?? 'identity'
  const transfer = headers.get('transfer-encoding') ?? 'chunked'
  if (coding.toLowerCase() !== 'identity' || transfer.toLowerCase() !== 'chunked')
    return 'it is compressed though it was asked not to be'
  if (method !== 'HEAD' && Number(headers.get('content-length') ?? 0) > mostBytes)
    return `it is over ${mostBytes} bytes`
  return null
}

/** In the background: what the answer began with has left already. */
function tellRedacted(
  world: World,
  { actor, accountId }: Caller,
  { id, subjectId, provider }: ProxiedRow,
  { id: requestId }: Asked,
): void {
  const told = transaction(world, (world) =>
    record(world, {
      action: 'proxy.token_redacted',
      accountId,
      subjectId,
      object: { kind: 'connection', id },
      actor,
      requestId,
      detail: { provider },
    }),
  )
  world.background(told)
}
