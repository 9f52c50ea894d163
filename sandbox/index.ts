import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { authorizeRoutes } from './authorize.ts'
import type { Client, Clients } from './clients.ts'
import type { Clock } from './clock.ts'
import { expire, giveGrant, takeBack } from './control/grants.ts'
import { controlRoutes } from './control/index.ts'
import type { Faults } from './faults.ts'
import type { Gates } from './gates.ts'
import type { Grants } from './grants.ts'
import { homeRoutes } from './home.ts'
import type { Ledger } from './ledger.ts'
import { openidRoutes } from './openid.ts'
import type { People } from './people.ts'
import { refuse } from './refusals.ts'
import { revokeRoutes } from './revoke.ts'
import { createSandboxServer } from './server.ts'
import type { SandboxOptions, Settings } from './settings.ts'
import { fitbitRoutes } from './fitbit/activities.ts'
import { createState, resetState, type State } from './state.ts'
import type { Activity } from './strava/activity.ts'
import { apiRoutes } from './strava/api.ts'
import type { Push } from './strava/push.ts'
import { subscriptionRoutes } from './strava/subscriptions.ts'
import { tokenRoutes } from './token.ts'
import type { Work } from './work.ts'

export type { Fault, FaultInput } from './faults.ts'
export { fingerprint } from './fingerprint.ts'
export type { Call, Delivery } from './ledger.ts'
export {
  demoClient,
  type ClientOption,
  type Profile,
  type Rotation,
  type SandboxOptions,
} from './settings.ts'

interface Whose {
  athleteId?: number
  clientId?: string
}

/** A running provider, and everything a test may do to it. The same is to be had over HTTP under `/_control`. */
export interface Sandbox {
  /** Origin without a slash at the end: a provider's base URL. */
  readonly url: string
  readonly port: number
  /** The first app that is registered. */
  readonly client: Client
  readonly clients: Clients
  readonly people: People
  /** The knobs: assign to turn one, as in `sandbox.settings.outage = true`. */
  readonly settings: Settings
  readonly clock: Clock
  /** The ledger: every request, oldest first. */
  readonly calls: Ledger
  readonly grants: Grants
  readonly faults: Faults
  /** Calls that wait under a `hold` fault. */
  readonly held: Gates
  /** Push subscriptions and the events on their way. */
  readonly push: Push
  /** What a person did so far, oldest first. */
  history(athleteId: number): Activity[]
  /** A consent without a browser: tokens as the app would have got them. Default: first app, first athlete. */
  give(wish?: Whose & { scopes?: string[] }): ReturnType<typeof giveGrant>
  /** Ends grants as a person does in the provider's own settings. Returns how many. */
  takeBack(whose?: Whose): number
  /** Lets access tokens expire now. Returns how many. */
  expire(whose?: Whose): number
  /** Forgets all that happened and cuts the connections that hang; address and options stay. */
  reset(): void
  /** Ends every connection at once, hanging ones too, and stops listening. */
  close(): Promise<void>
}

/**
 * Starts a provider on loopback that speaks the real protocol and misbehaves on demand. State is in memory only.
 * @throws the system's error when the port is taken
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const closing = new AbortController()
  const state = createState(options, closing.signal)
  const app = new Hono<Work>()
  const server = createSandboxServer(state, app)
  mountRoutes(state, app, () => resetState(state))
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { port, address } = server.address() as AddressInfo
  state.url = `http://${address}:${port}`
  return handle(state, port, server, closing)
}

function mountRoutes(state: State, app: Hono<Work>, reset: () => void): void {
  const parts = [
    homeRoutes,
    authorizeRoutes,
    tokenRoutes,
    revokeRoutes,
    openidRoutes,
    apiRoutes,
    subscriptionRoutes,
    fitbitRoutes,
  ]
  for (const part of parts) app.route('/', part(state))
  app.route('/', controlRoutes(state, reset))
  app.notFound(() => refuse(state.profile, 'not_found'))
}

function handle(state: State, port: number, server: Server, closing: AbortController): Sandbox {
  return {
    url: state.url,
    port,
    get client() {
      const [client] = state.clients.all()
      if (client === undefined) throw new Error('No app is registered at the sandbox.')
      return client
    },
    get clients() {
      return state.clients
    },
    get people() {
      return state.people
    },
    history(athleteId) {
      const person = state.people.find(athleteId)
      return person ? state.history.of(person, state.clock.now()) : []
    },
    get settings() {
      return state.settings
    },
    get clock() {
      return state.clock
    },
    get calls() {
      return state.calls
    },
    get grants() {
      return state.grants
    },
    get faults() {
      return state.faults
    },
    get held() {
      return state.gates
    },
    get push() {
      return state.push
    },
    give: (wish) => giveGrant(state, wish),
    takeBack: (whose = {}) => takeBack(state, whose),
    expire: (whose = {}) => expire(state, whose),
    reset: () => resetState(state),
    close: () => closeServer(server, closing),
  }
}

async function closeServer(server: Server, closing: AbortController): Promise<void> {
  closing.abort()
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
