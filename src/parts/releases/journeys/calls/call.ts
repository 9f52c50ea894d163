import { millisecondsBetween } from '../../../../kit/duration.ts'
import type { Begun, Exchange } from '../../../../kit/http-client.ts'
import { originCure } from '../document/objections.ts'
import type { Step } from '../document/step.ts'
import { Filling, type Scope } from '../document/template.ts'
import type { Cookies } from './cookies.ts'
import type { KeptCalls } from './kept.ts'
import type { Plan, Surroundings } from '../run/plan.ts'
import type { Redactor } from './redact.ts'
import { CouldNotRun, StepFailed, type Traced, type TracedAnswer } from '../run/result.ts'

type Request = NonNullable<Step['request']>

/** The longest answer that is taken, bytes (J4). */
const mostBytes = 1_048_576
const agent = 'Valine-Synthetic-Journey/2.0'

export interface Calling extends Pick<Surroundings, 'world' | 'ownOrigins' | 'check'> {
  plan: Pick<Plan, 'targets' | 'own'>
  scope: Scope
  cookies: Cookies
  redactor: Redactor
  kept: KeptCalls
  traces: Traced[]
  /** What was answered, redirects too, in their order. */
  statuses: number[]
  /** Something of a request may have reached its target from now on. */
  wasSent(): void
  /** Milliseconds until the time of the run is up. */
  left(): number
}

/** What was answered in the end. */
export interface Answered {
  url: URL
  /** What messages say before `answered`: its path, and how one came there. */
  place: string
  status: number
  headers: Headers
  text: string
  milliseconds: number
}

interface Redirected {
  url: URL
  status: number
}

interface Outgoing {
  method: string
  url: URL
  /** The first of the redirects that led there; null: none did. */
  from: Redirected | null
  headers: Record<string, string>
  body: string | undefined
}

/**
 * Makes a call and follows redirects, each of which is looked at as the first address is: by the list of targets here, and by
 * the addresses that its name leads to where it is dialled.
 * @throws StepFailed ADDRESS_INVALID, HEADER_INVALID, NO_CSRF_COOKIE, TARGET_REFUSED, TARGET_UNREACHABLE, NO_ANSWER, TOO_MANY_REDIRECTS
 */
export async function call(calling: Calling, request: Request): Promise<Answered> {
  const { world } = calling
  let outgoing = outgoingOf(calling, request)
  const startedAt = world.now()
  for (let redirects = 0; ; redirects++) {
    const exchange = await send(calling, outgoing, request.timeoutSeconds * 1000)
    const next = request.redirects === 0 ? null : redirectOf(outgoing, exchange)
    if (next === null) {
      const answer = answered(outgoing, exchange, millisecondsBetween(startedAt, world.now()))
      refuseComingAndGoing(calling, answer)
      return answer
    }
    if (redirects >= request.redirects)
      throw new StepFailed('TOO_MANY_REDIRECTS', `more than ${request.redirects} redirects`, {
        isFinal: true,
      })
    outgoing = next
  }
}

function outgoingOf({ scope, cookies, redactor }: Calling, request: Request): Outgoing {
  const filling = new Filling(scope)
  const url = addressOf(filling, request)
  const headers: Record<string, string> = { 'user-agent': agent, accept: '*/*' }
  const { body, contentType } = bodyOf(filling, request)
  if (contentType) headers['content-type'] = contentType
  if (request.bearer !== undefined) headers.authorization = `Bearer ${filling.text(request.bearer)}`
  if (request.basic) {
    const { username, password } = request.basic
    const pair = Buffer.from(`${filling.text(username)}:${filling.text(password)}`).toString('base64')
    redactor.know(pair)
    headers.authorization = `Basic ${pair}`
  }
  for (const [name, value] of Object.entries(request.headers))
    headers[name.toLowerCase()] = filling.text(value)
  const { cookie, header } = csrfOf(request)
  const token = cookie === null ? undefined : cookies.valueOf(url, cookie)
  if (cookie !== null && token === undefined)
    throw new StepFailed('NO_CSRF_COOKIE', `there is no cookie ${cookie} to send as ${header}`)
  if (token !== undefined) headers[header.toLowerCase()] = token
  refuseUnsendable(headers)
  return { method: request.method, url, from: null, headers, body }
}

/** The name alone is told: the value may be a secret. */
function refuseUnsendable(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers))
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new StepFailed(
        'HEADER_INVALID',
        `the value of the header ${name} has characters that no header holds`,
      )
}

const csrfOf = ({ csrf }: Request): { cookie: string | null; header: string } =>
  typeof csrf === 'object' ? csrf : { cookie: csrf ? 'XSRF-TOKEN' : null, header: 'X-CSRF-Token' }

/** A value that begins the address stands as it is; within it, it cannot become a part of its own. */
function addressOf(filling: Filling, { url: template, query }: Request): URL {
  const text = filling.text(template, (value, at) => {
    if (at === 0) return value
    if (/^\.{1,2}$/.test(value))
      throw new StepFailed('ADDRESS_INVALID', 'a variable of the address is . or ..')
    return encodeURIComponent(value.toWellFormed())
  })
  if (!URL.canParse(text))
    throw new StepFailed('ADDRESS_INVALID', 'the address is none once its variables are set')
  const url = new URL(text)
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, filling.text(value))
  url.hash = ''
  return url
}

function bodyOf(
  filling: Filling,
  { json, form, text }: Request,
): { body: string | undefined; contentType?: string } {
  if (json !== undefined)
    return { body: JSON.stringify(filling.value(json)), contentType: 'application/json' }
  if (form !== undefined) {
    const filled = new URLSearchParams(
      Object.entries(form).map(([name, value]) => [name, filling.text(value)]),
    )
    return { body: filled.toString(), contentType: 'application/x-www-form-urlencoded' }
  }
  if (text !== undefined) return { body: filling.text(text), contentType: 'text/plain; charset=utf-8' }
  return { body: undefined }
}

type Answer = Extract<Exchange, { kind: 'answered' }>

async function send(calling: Calling, outgoing: Outgoing, timeoutMilliseconds: number): Promise<Answer> {
  const { world, cookies, traces, kept } = calling
  const { url, method, body } = outgoing
  const cookie = cookies.headerFor(url)
  const headers = { ...outgoing.headers, ...(cookie !== undefined && { cookie }) }
  const traced: Traced = {
    startedAt: world.now(),
    milliseconds: 0,
    method,
    url: url.href,
    headers: Object.entries(headers),
    body: body ?? null,
    answer: null,
    failure: null,
  }
  traces.push(traced)
  try {
    const exchange = await exchanged(calling, { ...outgoing, headers }, timeoutMilliseconds)
    const head = exchange.kind === 'answered' ? exchange : exchange.begun
    if (head) hear(calling, traced, url, head)
    if (exchange.kind === 'unknown') throw unanswered(exchange, placeOf(outgoing))
    return exchange
  } catch (error) {
    if (error instanceof StepFailed || error instanceof CouldNotRun) traced.failure = error.message
    throw error
  } finally {
    traced.milliseconds = millisecondsBetween(traced.startedAt, world.now())
    kept.keep(traced)
  }
}

/** What there is of an answer, whether it came to its end or not. */
function hear(
  { cookies, redactor, statuses }: Calling,
  traced: Traced,
  url: URL,
  head: Answer | Begun,
): void {
  for (const value of cookies.take(url, head.headers)) redactor.know(value)
  statuses.push(head.status)
  traced.answer = answerOf(head)
}

/** What was asked, and whether an answer came. */
type Sent = Extract<Exchange, { kind: 'answered' | 'unknown' }>

async function exchanged(
  { world, plan, ownOrigins, check, left, wasSent }: Calling,
  { url, from, method, headers, body }: Outgoing,
  timeoutMilliseconds: number,
): Promise<Sent> {
  const led = (to: string) =>
    from === null ? to : `${from.url.pathname} answered ${from.status} and leads to ${to}, which`
  if (!plan.targets.includes(url.origin))
    throw refused(
      `${led(url.origin === 'null' ? url.protocol : url.origin)} is not among the targets of this journey`,
    )
  if (leadsOutOf(plan.own, url))
    throw refused(`${led(url.pathname)} lies outside this deployment's own address`)
  check()
  const deadlineMilliseconds = Math.min(timeoutMilliseconds, left())
  if (deadlineMilliseconds < 1)
    throw new StepFailed('RUN_TIMED_OUT', 'the time of the run was up', { isFinal: true })
  const exchange = await world.http.send({
    method,
    url,
    // Who asked for the run may be far away: what is for programs of this machine alone must not take it for one.
    headers: ownOrigins.includes(url.origin) ? { ...headers, forwarded: 'for=unknown' } : headers,
    ...(body !== undefined && { body }),
    deadlineMilliseconds,
    maxBytes: mostBytes,
    privateOrigins: ownOrigins,
  })
  // The document names it, and nothing was asked there: of the target that says nothing.
  if (exchange.kind === 'blocked')
    throw new CouldNotRun('TARGET_REFUSED', `${url.origin}: ${exchange.reason}; ${originCure}`)
  if (exchange.kind === 'not_sent')
    throw new StepFailed('TARGET_UNREACHABLE', `not reached: ${exchange.cause.message}`)
  wasSent()
  return exchange
}

/** How a message calls what was called. */
function placeOf({ url, from }: Outgoing): string {
  if (from === null) return url.pathname
  const to = url.origin === from.url.origin ? url.pathname : url.origin + url.pathname
  return `${from.url.pathname} answered ${from.status} and led to ${to}, which`
}

function unanswered({ cause, begun }: Extract<Exchange, { kind: 'unknown' }>, place: string): StepFailed {
  const code = 'code' in cause ? cause.code : null
  if (!begun || code === 'TOO_LARGE') return new StepFailed('NO_ANSWER', cause.message)
  const whole = begun.headers.get('content-length')
  const came = `${begun.bytes}${whole === null ? '' : ` of ${whole}`} bytes`
  const how = code === 'ETIMEDOUT' ? `only ${came} came: ${cause.message}` : `the body ended after ${came}`
  return new StepFailed('NO_ANSWER', `${place} answered ${begun.status}, ${how}`)
}

const refused = (reason: string): StepFailed => new StepFailed('TARGET_REFUSED', reason, { isFinal: true })

function answerOf(head: Answer | Begun): TracedAnswer {
  const { status, headers } = head
  const shared = { status, headers: [...headers] as [string, string][] }
  if (!('body' in head)) return { ...shared, body: null, bytes: head.bytes }
  const body = isText(headers) ? Buffer.from(head.body).toString('utf8') : null
  return { ...shared, body, bytes: head.body.length }
}

/** Where this deployment lies below a path, what lies beside it is somebody else's. */
function leadsOutOf(own: string, url: URL): boolean {
  if (own === '') return false
  const { origin, pathname } = new URL(own)
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`
  return url.origin === origin && !`${url.pathname}/`.startsWith(folder)
}

const isText = (headers: Headers): boolean =>
  /^(text\/|application\/([\w.+-]*json|[\w.+-]*xml|x-www-form-urlencoded|javascript|yaml)|$)/i.test(
    headers.get('content-type') ?? '',
  )

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
/** What goes along to another origin; what was meant for the first, such as its key, does not. */
const forAnyone: ReadonlySet<string> = new Set(['user-agent', 'accept', 'accept-language', 'content-type'])

function redirectOf(outgoing: Outgoing, { status, headers }: Answer): Outgoing | null {
  const location = redirects.has(status) ? headers.get('location') : null
  if (location === null) return null
  if (!URL.canParse(location, outgoing.url.href))
    throw new StepFailed('REDIRECT_INVALID', 'was redirected to what is no address', { isFinal: true })
  const url = new URL(location, outgoing.url)
  url.hash = ''
  const kept = url.origin === outgoing.url.origin ? null : forAnyone
  const becomesGet = status === 303 || (status < 303 && outgoing.method === 'POST')
  return {
    url,
    from: outgoing.from ?? { url: outgoing.url, status },
    method: becomesGet && outgoing.method !== 'HEAD' ? 'GET' : outgoing.method,
    body: becomesGet ? undefined : outgoing.body,
    headers: Object.fromEntries(
      Object.entries(outgoing.headers).filter(
        ([name]) => (kept?.has(name) ?? true) && !(becomesGet && name === 'content-type'),
      ),
    ),
  }
}

const answered = (outgoing: Outgoing, { status, headers, body }: Answer, milliseconds: number): Answered => ({
  url: outgoing.url,
  place: placeOf(outgoing),
  status,
  headers,
  text: Buffer.from(body).toString('utf8'),
  milliseconds,
})

/** A process of ours that starts or stops says so, and nothing of whether what it serves works. @throws CouldNotRun */
function refuseComingAndGoing({ plan }: Calling, { url, status, text }: Answered): void {
  if (status !== 503 || plan.own === '' || url.origin !== new URL(plan.own).origin) return
  const code = codeOf(text)
  if (code === 'DRAINING' || code === 'STARTING')
    throw new CouldNotRun(`OWN_${code}`, 'this deployment was starting or stopping')
}

function codeOf(text: string): unknown {
  try {
    return (JSON.parse(text) as { code?: unknown } | null)?.code
  } catch {
    return undefined // a word of some proxy's
  }
}
