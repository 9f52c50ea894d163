import {
  allowInsecureRequests,
  type AuthorizationServer,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockTolerance,
  customFetch,
  None,
} from 'oauth4webapi'
import { millisecondsBetween } from '../../../kit/duration.ts'
import type { Fault } from '../../../kit/fault.ts'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { resident, type World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { algorithms, type TrustedIssuer } from '../outside/issuer.ts'
import { addressIn, discover, privateOriginsOf } from '../outside/jwks.ts'
import { accountSettings } from '../settings.ts'

const deadlineMilliseconds = 10_000
const describedMilliseconds = 600_000
const pauseSeconds = 5
// Times are judged by `verifyToken`, by the world's clock and not by the host's.
const anyTimeSeconds = 10_000_000_000

/** The provider of the console, and how it is talked to. */
export interface ConsoleProvider {
  /** As whose tokens its ID tokens are looked at. */
  trusted: TrustedIssuer & { issuer: string }
  server: Described
  client: Client
  clientAuthentication: ClientAuth
  redirectUri: string
  /** For calls by the library: they leave by the world's own door. */
  options: ReturnType<typeof callOptions>
}

/** What the provider says of itself, with all that a sign-in needs. */
type Described = AuthorizationServer & { authorization_endpoint: string; token_endpoint: string }

/** Where browsers are sent back to; to be registered at the provider. */
export const callbackPath = '/auth/oidc/callback'

/** Whether operators can sign in at a provider, and at whose: its host. */
export function providerHost(world: World): string | null {
  const { consoleIssuer } = world.settings(accountSettings)
  return consoleIssuer && new URL(consoleIssuer).host
}

/** @throws OIDC_NOT_CONFIGURED, OIDC_UNAVAILABLE */
export async function consoleProvider(world: World): Promise<ConsoleProvider> {
  const { consoleClientId, consoleClientSecret, keyholdUrl } = world.settings(accountSettings)
  const trusted = trustedProvider(world)
  if (!trusted || !consoleClientId) throw accountFaults.OIDC_NOT_CONFIGURED()
  const server = await described(world, trusted)
  return {
    trusted,
    server,
    client: { client_id: consoleClientId, [clockTolerance]: anyTimeSeconds },
    clientAuthentication: authenticationBy(server, consoleClientSecret),
    redirectUri: new URL(callbackPath, keyholdUrl).href,
    options: callOptions(world, trusted),
  }
}

/** One object for one process, as what is known of its keys hangs on it. */
const trustedProvider = resident((world): ConsoleProvider['trusted'] | null => {
  const { consoleIssuer, consoleClientId } = world.settings(accountSettings)
  if (!consoleIssuer || !consoleClientId) return null
  return {
    issuer: consoleIssuer,
    keys: { kind: 'discovery' },
    algorithms,
    audience: [consoleClientId],
    authorizedParties: [consoleClientId],
    mayLackParty: true,
    sessionsAlone: false,
    vouchesForAddress: true,
  }
})

interface Memory {
  last: { server: Described; at: Date } | null
  flights: SingleFlight<Described>
}

const memoryOf = resident((): Memory => ({ last: null, flights: new SingleFlight() }))

function described(world: World, trusted: ConsoleProvider['trusted']): Promise<Described> {
  const memory = memoryOf(world)
  const { last } = memory
  if (last && millisecondsBetween(last.at, world.now()) < describedMilliseconds)
    return Promise.resolve(last.server)
  return memory.flights.share('description', async () => {
    const server = await describe(world, trusted)
    memory.last = { server, at: world.now() }
    return server
  })
}

async function describe(world: World, trusted: ConsoleProvider['trusted']): Promise<Described> {
  try {
    const document = await discover(world, trusted)
    const address = (name: string): string => addressIn(trusted, document[name], name).href
    return {
      ...document,
      issuer: trusted.issuer,
      authorization_endpoint: address('authorization_endpoint'),
      token_endpoint: address('token_endpoint'),
    }
  } catch (cause) {
    throw unavailable(cause)
  }
}

/** The provider's fault, and no mistake of whoever set it up here. */
const unavailable = (cause: unknown): Fault =>
  accountFaults.OIDC_UNAVAILABLE({ retryAfterSeconds: pauseSeconds }, { cause })

function authenticationBy(server: AuthorizationServer, clientSecret: string | undefined): ClientAuth {
  if (clientSecret === undefined) return None()
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic')
    ? ClientSecretBasic(clientSecret)
    : ClientSecretPost(clientSecret)
}

interface LibraryRequest {
  method: string
  headers: Record<string, string>
  body?: unknown
}

function callOptions(world: World, trusted: ConsoleProvider['trusted']) {
  return {
    [allowInsecureRequests]: trusted.issuer.startsWith('http:'),
    [customFetch]: async (url: string, { method, headers, body }: LibraryRequest): Promise<Response> => {
      const exchange = await world.http.send({
        method,
        url: new URL(url),
        headers,
        ...(body instanceof URLSearchParams && { body: body.toString() }),
        deadlineMilliseconds,
        privateOrigins: privateOriginsOf(trusted),
      })
      if (exchange.kind === 'blocked') throw new Error(exchange.reason)
      if (exchange.kind !== 'answered') throw unavailable(exchange.cause)
      const { status, headers: answered, body: bytes } = exchange
      if (status >= 500) throw unavailable(new Error(`the provider answered ${status}`))
      // A null-body status takes no body, and would make the constructor throw.
      return new Response([204, 205, 304].includes(status) ? null : Buffer.from(bytes), {
        status: status < 200 ? 500 : status,
        headers: { 'content-type': answered.get('content-type') ?? '' },
      })
    },
  }
}
