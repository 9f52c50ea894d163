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
import { resident, type World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { algorithms, type TrustedIssuer } from '../outside/issuer.ts'
import { discover, privateOriginsOf } from '../outside/jwks.ts'
import { accountSettings } from '../settings.ts'

const deadlineMilliseconds = 10_000
const describedMilliseconds = 600_000
// Times are judged by `verifyToken`, by the world's clock and not by the host's.
const anyTimeSeconds = 10_000_000_000

/** The provider of the console, and how it is talked to. */
export interface ConsoleProvider {
  /** As whose tokens its ID tokens are looked at. */
  trusted: TrustedIssuer & { issuer: string }
  server: AuthorizationServer
  client: Client
  clientAuthentication: ClientAuth
  redirectUri: string
  /** For calls by the library: they leave by the world's own door. */
  options: ReturnType<typeof callOptions>
}

/** Where browsers are sent back to; to be registered at the provider. */
export const callbackPath = '/auth/oidc/callback'

/** Whether operators can sign in at a provider, and at whose: its host. */
export function providerHost(world: World): string | null {
  const { consoleIssuer } = world.settings(accountSettings)
  return consoleIssuer && new URL(consoleIssuer).host
}

/** @throws OIDC_NOT_CONFIGURED, OIDC_UNAVAILABLE */
export async function consoleProvider(world: World): Promise<ConsoleProvider> {
  const { consoleIssuer, consoleClientId, consoleClientSecret, keyholdUrl } = world.settings(accountSettings)
  if (!consoleIssuer || !consoleClientId) throw accountFaults.OIDC_NOT_CONFIGURED()
  const trusted = trustedProvider(world, consoleIssuer, consoleClientId)
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

const trustedOf = resident(() => new Map<string, ConsoleProvider['trusted']>())

/** One object for one process, as what is known of its keys hangs on it. */
function trustedProvider(world: World, issuer: string, clientId: string): ConsoleProvider['trusted'] {
  const known = trustedOf(world).get(issuer) ?? {
    issuer,
    keys: { kind: 'discovery' },
    algorithms,
    audience: [clientId],
    authorizedParties: [clientId],
    mayLackParty: true,
    vouchesForAddress: true,
  }
  trustedOf(world).set(issuer, known)
  return known
}

const descriptions = resident(() => new Map<string, { server: AuthorizationServer; at: Date }>())

async function described(world: World, trusted: ConsoleProvider['trusted']): Promise<AuthorizationServer> {
  const known = descriptions(world).get(trusted.issuer)
  if (known && millisecondsBetween(known.at, world.now()) < describedMilliseconds) return known.server
  try {
    const server = { ...(await discover(world, trusted)), issuer: trusted.issuer }
    descriptions(world).set(trusted.issuer, { server, at: world.now() })
    return server
  } catch (cause) {
    throw accountFaults.OIDC_UNAVAILABLE({ retryAfterSeconds: 5 }, { cause })
  }
}

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
      if (exchange.kind !== 'answered') throw exchange.cause
      const { status, headers: answered, body: bytes } = exchange
      // A null-body status takes no body, and would make the constructor throw.
      return new Response([204, 205, 304].includes(status) ? null : Buffer.from(bytes), {
        status: status < 200 ? 500 : status,
        headers: { 'content-type': answered.get('content-type') ?? '' },
      })
    },
  }
}
