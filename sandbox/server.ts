import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Hono } from 'hono'
import { type Answer, answerOf, jsonAnswer } from './answer.ts'
import { describe } from './describe.ts'
import { endpointOf } from './endpoints.ts'
import type { Fault } from './faults.ts'
import { type Fields, readFields } from './fields.ts'
import type { Call } from './ledger.ts'
import { outageAnswer, spoil, worksFirst } from './spoil.ts'
import type { State } from './state.ts'
import { deliver, endOf, pause, readBody } from './wire.ts'
import type { Work } from './work.ts'

/** The server around the routes: ledger, faults, latency and the `Date` of the sandbox's own clock. */
export function createSandboxServer(state: State, app: Hono<Work>): Server {
  return createServer((incoming, outgoing) => {
    // A peer that resets in the middle of its own request is no concern of ours.
    answerCall(state, app, incoming, outgoing).catch(() => outgoing.destroy())
  })
}

async function answerCall(
  state: State,
  app: Hono<Work>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const url = new URL(`${state.url}${incoming.url ?? '/'}`)
  const method = incoming.method ?? 'GET'
  const body = await readBody(incoming)
  if (body === null)
    return deliver(outgoing, jsonAnswer(413, { message: 'Payload Too Large' }), undefined, state.closing)
  const fields = readFields(url, incoming.headers['content-type'] ?? '', body.toString())
  const request = new Request(url, {
    method,
    headers: headersOf(incoming),
    body: takesBody(method) ? new Uint8Array(body) : null,
  })
  const endpoint = endpointOf(url.pathname)
  if (endpoint === 'control') return answerControl(state, app, request, fields, outgoing)
  const call = state.calls.open(endpoint, method, url.pathname)
  describe(state, call, request.headers.get('authorization'), fields)
  await answerProvider(state, call, () => runRoutes(app, request, call, fields), outgoing)
}

async function answerControl(
  state: State,
  app: Hono<Work>,
  request: Request,
  fields: Fields,
  outgoing: ServerResponse,
) {
  const unlisted: Call = {
    number: 0,
    at: 0,
    endpoint: 'control',
    method: '',
    path: '',
    outcome: '',
    delivery: 'pending',
  }
  const answer = await runRoutes(app, request, unlisted, fields)
  await deliver(outgoing, dated(state, answer, 0), undefined, state.closing)
}

async function answerProvider(
  state: State,
  call: Call,
  work: () => Promise<Answer>,
  outgoing: ServerResponse,
): Promise<void> {
  const ledger = state.calls
  const end = endOf(outgoing)
  const fault = state.settings.outage ? undefined : state.faults.take(call)
  if (fault !== undefined) call.fault = { id: fault.id, kind: fault.kind }
  const answer = await answerUnder(state, call, fault, work)
  const slow = fault?.kind === 'slow' ? fault.latencyMilliseconds : 0
  await pause(state.settings.latencyMilliseconds + slow, end)
  const skew = state.settings.dateSkewSeconds + (fault?.kind === 'date_skew' ? fault.seconds : 0)
  call.status = answer.status
  const delivery = await deliver(outgoing, dated(state, answer, skew), fault, end)
  if (delivery === 'hung') hangs(state, outgoing)
  ledger.close(call, delivery)
}

async function answerUnder(state: State, call: Call, fault: Fault | undefined, work: () => Promise<Answer>) {
  if (state.settings.outage) return outageAnswer()
  if (fault === undefined) return work()
  if (fault.kind === 'hold') return heldAnswer(state, call, fault, work)
  const answer = worksFirst(fault) ? await work() : jsonAnswer(200, {})
  return spoil(state, call, fault, answer)
}

async function heldAnswer(
  state: State,
  call: Call,
  fault: Fault,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const done = worksFirst(fault) ? await work() : null
  await state.gates.hold(call.number, fault.id, state.closing)
  return done ?? work()
}

async function runRoutes(app: Hono<Work>, request: Request, call: Call, fields: Fields): Promise<Answer> {
  return answerOf(await app.fetch(request, { call, fields }))
}

function dated(state: State, answer: Answer, skewSeconds: number): Answer {
  const date = new Date(state.clock.now() + skewSeconds * 1000).toUTCString()
  return { ...answer, headers: { ...answer.headers, date } }
}

function hangs(state: State, outgoing: ServerResponse): void {
  state.hanging.add(outgoing)
  outgoing.once('close', () => state.hanging.delete(outgoing))
}

const takesBody = (method: string): boolean => method !== 'GET' && method !== 'HEAD'

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return headers
}
