import { crc32 } from 'node:zlib'
import { networkOf } from '../kit/http-peer.ts'
import type { Part } from '../kit/part.ts'
import type { Asked, Caller, Route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import {
  accessFaults,
  accessSettings,
  honeyFinder,
  type Principal,
  principalOf,
  type Seen,
  slowMilliseconds,
  watchOf,
} from '../parts/access/index.ts'
import { callerBy, type Exchange, type Step } from './steps.ts'

/** Who asks is watched: a step before a request is served, and a look at each that was answered. */
export interface Watching {
  guard: Step
  /** Takes in how a request was answered. Costs no statement. */
  seen(exchange: Exchange, status: number): void
  /** Takes in a request that is no route's. */
  strayed(asked: Asked, path: string): void
  /** Whether only those ask for it who look for a way in. */
  isHoney(path: string): boolean
}

export function watchingBy(world: World, parts: readonly Part[]): Watching {
  const watch = watchOf(world)
  const isOff = watch.mode === 'off'
  const isHoney = honeyFinder(world.settings(accessSettings).honeyPaths)
  const callerOf = callerBy(parts)
  let looks = 0
  return {
    guard: {
      name: 'anomalies',
      concerns: (route) => !isOff && route.limits !== 'none',
      run(exchange) {
        const { caller, route, asked } = exchange
        // Nobody pays for a neighbour's sins here: a network may be that of a whole town, or of a provider's host.
        if (caller === null && isSpared(route)) return
        const principal = principalOf(caller, asked)
        const verdict = principal && watch.verdict(principal)
        if (verdict === null) return
        if (verdict.kind === 'slow') return world.wait(slowMilliseconds)
        const { retryAfterSeconds, rules } = verdict
        throw accessFaults.ABNORMAL_USAGE_DETECTED({
          retryAfterSeconds,
          'violated-policies': rules,
          words: 'Anomalous pattern detected',
        })
      },
    },
    seen(exchange, status) {
      if (isOff || exchange.route.limits === 'none') return
      const principal = watchedIn(exchange.caller, exchange.asked)
      if (principal) watch.see(principal, seenIn(exchange, status, world.now().getTime()))
    },
    strayed(asked, path) {
      if (isOff) return
      const seen = { ...strange(asked, path, world.now().getTime()), isHoney: isHoney(path) }
      const see = (caller: Caller | null) => {
        const principal = watchedIn(caller, asked)
        if (principal && watch.verdict(principal)?.kind !== 'refuse') watch.see(principal, seen)
      }
      // Whose key it is has to be looked up: an honest program never costs us that.
      if (!seen.isHoney || looks >= mostLooks) return see(null)
      looks += 1
      const look = callerOf(world, asked, { maxAgeSeconds: 0 }).then(see)
      world.background(look.finally(() => (looks -= 1)))
    },
    isHoney: (path) => !isOff && isHoney(path),
  }
}

// No request waits for one, so that a flood of them would pile up.
const mostLooks = 20

/** Pages for people; and what is open to anyone and has a limit of its own, as it is unlocked by a secret of its own. */
const isSpared = ({ who, output, limits }: Route): boolean =>
  output.kind === 'page' || output.kind === 'redirect' || (who.kind === 'anyone' && limits !== undefined)

/** Any page can make the browsers of its readers ask for what it likes: that says nothing of the networks they are in. */
const watchedIn = (caller: Caller | null, asked: Asked): Principal | null =>
  caller === null && isSentByPage(asked) ? null : principalOf(caller, asked)

const isSentByPage = (asked: Asked): boolean =>
  ['cross-site', 'same-site'].includes(asked.header('sec-fetch-site') ?? 'none')

function seenIn(exchange: Exchange, status: number, at: number): Seen {
  const { route, asked, parameters } = exchange
  const isRefresh = route.method === 'POST' && refreshes.test(route.path)
  return {
    at,
    status,
    endpoint: route.path,
    sought: status === 404 || isRefresh ? soughtBy(exchange) : null,
    get network() {
      return networkIn(asked)
    },
    get agent() {
      return asked.header('user-agent')
    },
    isRefresh,
    connectionId: isRefresh && status !== 404 ? (parameters.id ?? null) : null,
    isHoney: false,
  }
}

const networkIn = ({ address }: Asked): string | null => (address === undefined ? null : networkOf(address))

const refreshes = /(\/refresh|-refresh-token)$/

/** What was asked for: the place, and the user where a parameter or the body names one. */
function soughtBy({ asked, parameters, body }: Exchange): number {
  const { userId } = (body ?? {}) as { userId?: unknown }
  const user = parameters.userId ?? parameters.user_id ?? userId
  return crc32(`${new URL(asked.url).pathname} ${typeof user === 'string' ? user : ''}`)
}

const strange = (asked: Asked, path: string, at: number): Omit<Seen, 'isHoney'> => ({
  at,
  status: 404,
  endpoint: 'none',
  sought: crc32(path),
  network: networkIn(asked),
  agent: asked.header('user-agent'),
  isRefresh: false,
  connectionId: null,
})
