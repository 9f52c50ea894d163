import type { Exchange, OutgoingRequest, StreamingClient } from '../../src/kit/http-client.ts'
import { insideTransaction } from '../../src/kit/sql.ts'
import type { Seeded } from '../faults/support/seeded.ts'
import { answered, lost, unreachable } from '../support/net.ts'
import type { Issued, Provider } from './provider.ts'
import type { Living, Stage, Step } from './stage.ts'

/** One request, from the wire to its answer. */
export interface Call {
  no: number
  owner: Living
  what: 'refresh' | 'revoke'
  token: string
  sentAt: number
  /** How it ended for who sent it; null as long as it has not. */
  heard: Exchange | null
  /** Whether the provider ever carried it out. */
  isCarriedOut: boolean
}

type Fate =
  | 'fine'
  | 'request lost'
  | 'answer lost'
  | 'not served'
  | 'served, then broken'
  | 'limited'
  | 'not sent'
  | 'garbled'
const mishaps: readonly Fate[] = [
  'request lost',
  'answer lost',
  'answer lost',
  'not served',
  'served, then broken',
  'limited',
  'not sent',
  'garbled',
]

/** The way to the provider and back: each half is a step of its own, and either may never be taken. */
export class Network {
  readonly calls: Call[] = []
  /** Mishaps that the schedule still has in store. */
  mishapsLeft = 0
  readonly #stage: Stage
  readonly #provider: Provider
  readonly #chance: Seeded
  readonly #onSend: (call: Call) => void

  constructor(stage: Stage, provider: Provider, chance: Seeded, onSend: (call: Call) => void) {
    this.#stage = stage
    this.#provider = provider
    this.#chance = chance
    this.#onSend = onSend
  }

  for(owner: Living): StreamingClient {
    return { send: (request) => this.#send(owner, request), open: () => Promise.resolve(unreachable) }
  }

  #send(owner: Living, request: OutgoingRequest): Promise<Exchange> {
    if (insideTransaction()) throw new Error('an outgoing call inside an open transaction')
    const call = this.#callOf(owner, request)
    this.calls.push(call)
    this.#onSend(call)
    return new Promise((resolve) => {
      const named = `${call.what} ${call.token}`
      const steps: Step[] = []
      const end = (exchange: Exchange) => {
        // What is on the wire stays there: the provider may still carry it out.
        for (const step of steps) this.#stage.drop(step)
        call.heard = exchange
        resolve(exchange)
      }
      steps.push(
        this.#stage.add({
          owner,
          what: `gives up ${named}`,
          dueAt: this.#stage.now + request.deadlineMilliseconds,
          take: () => end(lost),
        }),
      )
      const arrive = () => {
        const [exchange, issued] = this.#carryOut(call)
        if (!owner.isAlive || call.heard) return
        const hear = () => {
          if (issued) issued.heardBy = owner
          end(exchange)
        }
        steps.push(
          this.#stage.add({
            owner,
            actor: `call ${call.no} back`,
            what: `hears of ${named}: ${describe(exchange)}`,
            take: hear,
          }),
        )
      }
      this.#stage.add({ owner: null, actor: `call ${call.no}`, what: `${named} arrives`, take: arrive })
    })
  }

  #callOf(owner: Living, { url, body, headers }: OutgoingRequest): Call {
    const form = new URLSearchParams(String(body ?? ''))
    const isRefresh = url.pathname === '/token'
    const bearer = headers?.authorization?.replace('Bearer ', '')
    const token = isRefresh ? form.get('refresh_token') : (form.get('token') ?? bearer)
    return {
      no: this.calls.length + 1,
      owner,
      what: isRefresh ? 'refresh' : 'revoke',
      token: token!,
      sentAt: this.#stage.now,
      heard: null,
      isCarriedOut: false,
    }
  }

  #carryOut(call: Call): [Exchange, Issued | null] {
    const fate = this.#fate()
    if (fate !== 'fine') this.#stage.tell(`   … ${fate}`)
    if (fate === 'request lost') return [lost, null]
    if (fate === 'not sent') return [unreachable, null]
    if (fate === 'not served') return [answered(503, 'down'), null]
    if (fate === 'limited') return [answered(429, 'slow down', { 'retry-after': '20' }), null]
    call.isCarriedOut = true
    const { exchange, issued } =
      call.what === 'refresh'
        ? this.#provider.refresh(call.token)
        : { exchange: this.#provider.revoke(call.token), issued: null }
    if (fate === 'answer lost') return [lost, null]
    if (fate === 'served, then broken') return [answered(502, 'oops'), null]
    if (fate === 'garbled') return [answered(200, '{"access_tok'), null]
    return [exchange, issued]
  }

  #fate(): Fate {
    if (this.mishapsLeft === 0 || this.#chance.share() < 0.6) return 'fine'
    this.mishapsLeft -= 1
    return this.#chance.pick(mishaps)
  }
}

const describe = (exchange: Exchange): string =>
  exchange.kind === 'answered'
    ? `${exchange.status} ${Buffer.from(exchange.body).toString().slice(0, 80)}`
    : exchange.kind
