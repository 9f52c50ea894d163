import { Hono } from 'hono'
import { faults as kitFaults, type FaultBook } from './kit/fault.ts'
import { openFlags } from './kit/flags.ts'
import { base64url } from './kit/hash.ts'
import type { Job } from './kit/job.ts'
import type { House, Part } from './kit/part.ts'
import type { Route } from './kit/route.ts'
import type { World } from './kit/world.ts'
import { accountSettings } from './parts/accounts/index.ts'
import { record } from './parts/audit/index.ts'
import { limitSettings } from './parts/limits/index.ts'
import { type Watching, watchingBy } from './pipeline/anomalies.ts'
import { isOf000 } from './pipeline/answer-000.ts'
import { commonHeaders, faultResponse, toResponse } from './pipeline/answer.ts'
import { askedOf } from './pipeline/asked.ts'
import { corsFor } from './pipeline/cors.ts'
import { csrf, sameSite } from './pipeline/csrf.ts'
import { functionsDoor } from './pipeline/door-000.ts'
import { feature } from './pipeline/features.ts'
import { limitBy } from './pipeline/limit.ts'
import { ownRoutes } from './pipeline/own-routes.ts'
import { acting, stepUp, verified } from './pipeline/proofs.ts'
import { signatureBy } from './pipeline/signature.ts'
import { allow, type Exchange, handle, parse, recogniseBy, type Step } from './pipeline/steps.ts'

/** What an entry knows of a request beside it. */
export interface Peer {
  remoteAddress?: string | undefined
  /** What the request line named, before anybody made it plain. */
  target?: string | undefined
  /** What the platform calls this request in its own log. Default: a name of our own. */
  requestId?: string | undefined
}

export interface App {
  /** One request, one answer; never rejects. */
  fetch(request: Request, peer?: Peer): Promise<Response>
  /** Does what is due, within about that time; safe in several processes at once. @returns rows worked on, by job */
  runDue(options: { budgetMilliseconds: number }): Promise<Record<string, number>>
  /** From now on new requests are refused and `/readyz` says so. */
  drain(): void
  routes: readonly Route[]
  faultBooks: readonly FaultBook[]
}

/** The pipeline, in order. Each route is made with those steps that concern it; then comes the answer. */
function pipelineOf(
  world: World,
  parts: readonly Part[],
  routes: readonly Route[],
  { guard }: Watching,
  ownOrigin: string,
): readonly Step[] {
  const limit = limitBy(world, routes)
  return [
    feature,
    recogniseBy(parts),
    guard,
    limit.early,
    signatureBy(parts),
    sameSite(world, ownOrigin),
    csrf,
    allow,
    acting,
    verified,
    stepUp,
    parse,
    limit.late,
    handle,
  ]
}

export interface AppOptions {
  /** Asked for a GET or HEAD that is no route's: the console's pages and files. */
  elsewhere?: (request: Request) => Response | null
}

/** The house assembled: every part's declarations handed to the one reader that asks for them. */
export async function createApp(
  world: World,
  parts: readonly Part[],
  { elsewhere }: AppOptions = {},
): Promise<App> {
  const house = houseOf(parts)
  await setClock(world)
  openFlags(
    world,
    parts.flatMap((part) => part.flags?.(world) ?? []),
  )
  for (const part of parts) await part.start?.(world, house)
  let isDraining = false
  const partRoutes = parts.flatMap((part) => part.routes ?? [])
  const routes: Route[] = [
    ...ownRoutes(
      parts,
      () => routes,
      () => isDraining,
    ),
    ...partRoutes,
  ]
  const watching = watchingBy(world, parts)
  const ownOrigin = world.settings(accountSettings).keyholdUrl.origin
  const steps = pipelineOf(world, parts, routes, watching, ownOrigin)
  const hosts = hostsOf(world)
  const { trustedProxies } = world.settings(limitSettings)
  const hono = new Hono<{ Bindings: Peer }>()
  const cors = corsFor(world, routes)
  const door = functionsDoor(world)
  for (const route of routes) {
    const concerned = steps.filter((step) => step.concerns(route))
    hono.on(route.method, route.path, (context) => {
      const parameters = { ...context.req.query(), ...context.req.param() }
      const served = serve({
        world,
        route,
        steps: concerned,
        watching,
        request: context.req.raw,
        peer: context.env,
        parameters,
      })
      if (isOf000(route)) return served.then((response) => door.dress(context.req.raw, response))
      return cors.opens(route)
        ? served.then((response) => cors.allow(route, context.req.raw, response))
        : served
    })
  }
  hono.notFound(({ req: { raw: request, path, method }, env: peer }) => {
    const found = routes.filter((route) => takes(route, path))
    const methods = found.map((route) => route.method)
    const ofSource = found.find(isOf000)
    if (ofSource && method === 'OPTIONS') return door.preflight(request, methods)
    const preflight = method === 'OPTIONS' ? cors.preflight(request, path) : null
    if (preflight) return preflight
    const isPlain =
      (method === 'GET' || method === 'HEAD') && !methods.includes('GET') && !watching.isHoney(path)
    const page = isPlain ? elsewhere?.(request) : undefined
    if (page) return page
    const asked = askedOf({ request, ...peer, trustedProxies }, peer.requestId ?? requestId(world))
    if (methods.length === 0) watching.strayed(asked, path)
    const fault =
      methods.length > 0
        ? kitFaults.METHOD_NOT_ALLOWED({ allow: methods.join(', ') })
        : kitFaults.ROUTE_NOT_FOUND()
    const refusal = faultResponse(world, fault, asked, ofSource)
    return ofSource ? door.dress(request, refusal) : refusal
  })
  const lastRuns = new Map<string, number>()
  return {
    routes,
    faultBooks: [kitFaults.book, ...parts.flatMap((part) => part.faults ?? [])],
    async fetch(request, peer = {}) {
      const refusal = !hosts.has(request.headers.get('host') ?? hostOf(request.url))
        ? kitFaults.MISDIRECTED()
        : isDraining && !isProbe(request.url)
          ? kitFaults.DRAINING({ retryAfterSeconds: 1 })
          : null
      if (refusal) {
        const asked = askedOf({ request }, peer.requestId ?? requestId(world))
        return faultResponse(world, refusal, asked, undefined)
      }
      return hono.fetch(request, peer)
    },
    runDue: ({ budgetMilliseconds }) =>
      runJobs(
        world,
        parts.flatMap((part) => part.jobs ?? []),
        lastRuns,
        budgetMilliseconds,
      ),
    drain() {
      isDraining = true
    },
  }
}

/** A host's clock may be hours off, and the first token read would be judged by it. */
async function setClock({ sql, calibrate }: World): Promise<void> {
  const [row] = await sql<{ clock: Date }>`select clock_timestamp() as clock`
  calibrate(row!.clock)
}

/** What each part may need of those above it. */
export const houseOf = (parts: readonly Part[]): House => ({
  sealed: parts.flatMap((part) => part.sealed ?? []),
  async sealedOutside(world) {
    const counts = await Promise.all(parts.map((part) => part.sealedOutside?.(world) ?? 0))
    return counts.reduce((sum, each) => sum + each, 0)
  },
  async *generations(world) {
    for (const part of parts) if (part.generations) yield* part.generations(world)
  },
  personal: parts.flatMap((part) => part.personal ?? []),
  metrics: parts.flatMap(({ name, metrics }) => (metrics ? [{ part: name, read: metrics }] : [])),
  record,
})

interface Serving {
  world: World
  route: Route
  steps: readonly Step[]
  watching: Watching
  request: Request
  peer: Peer
  parameters: Record<string, string>
}

async function serve({
  world,
  route,
  steps,
  watching,
  request,
  peer,
  parameters,
}: Serving): Promise<Response> {
  const { trustedProxies } = world.settings(limitSettings)
  const asked = askedOf({ request, ...peer, trustedProxies }, peer.requestId ?? requestId(world))
  const exchange: Exchange = {
    world,
    route,
    asked,
    request,
    parameters,
    caller: null,
    input: {},
    body: undefined,
    value: undefined,
    headers: commonHeaders(asked),
  }
  const response = await answered(exchange, steps)
  watching.seen(exchange, response.status)
  return response
}

async function answered(exchange: Exchange, steps: readonly Step[]): Promise<Response> {
  const { world, route, asked } = exchange
  try {
    for (const step of steps) {
      const running = step.run(exchange)
      if (running instanceof Promise) await running
    }
    return toResponse(route, exchange.value, asked, exchange.headers)
  } catch (error) {
    return faultResponse(world, error, asked, route, exchange.headers)
  }
}

const takes = (route: Route, path: string): boolean =>
  new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`).test(path)

const requestId = (world: World): string => base64url(world.random(12))

/** A page elsewhere may point a name of its own at our loopback port; only our own names are answered. */
function hostsOf(world: World): ReadonlySet<string> {
  const { keyholdUrl, hosts, port, host } = world.settings(accountSettings)
  const ports = [...new Set([`:${port}`, ...(keyholdUrl.port ? [`:${keyholdUrl.port}`] : []), ''])]
  const names = ['localhost', '127.0.0.1', '[::1]', ...(host === '0.0.0.0' ? [] : [host])]
  return new Set([keyholdUrl.host, ...hosts, ...names.flatMap((name) => ports.map((port) => name + port))])
}

const hostOf = (url: string): string => new URL(url).host
const isProbe = (url: string): boolean => /\/(livez|readyz)$/.test(new URL(url).pathname)

/** Every job whose time has come, one after the other, lowest part first. One that fails does not keep the others back. */
async function runJobs(
  world: World,
  jobs: readonly Job[],
  lastRuns: Map<string, number>,
  budgetMilliseconds: number,
): Promise<Record<string, number>> {
  const endsAt = world.now().getTime() + budgetMilliseconds
  const counts: Record<string, number> = {}
  for (const { name, everySeconds, run } of jobs) {
    const now = world.now().getTime()
    if (now - (lastRuns.get(name) ?? -Infinity) < everySeconds * 1000) continue
    lastRuns.set(name, now)
    try {
      counts[name] = await run(world, Math.max(0, endsAt - now))
    } catch (error) {
      world.log.warn('a job failed', { job: name, error })
    }
  }
  return counts
}
