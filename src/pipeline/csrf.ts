import type { Fault } from '../kit/fault.ts'
import { faults } from '../kit/fault.ts'
import { isFeatureOn } from '../kit/flags.ts'
import type { Caller, Route } from '../kit/route.ts'
import type { World } from '../kit/world.ts'
import { accountSettings, countCsrf, type CsrfFailure, csrfTokenIsGood } from '../parts/accounts/index.ts'
import type { Exchange, Step } from './steps.ts'

export const csrfHeader = 'x-csrf-token'

/** A write that a browser's cookie may unlock. */
const isWrite = (route: Route): boolean => route.method !== 'GET' && route.fromElsewhere !== true

/**
 * A write that a browser sends must come from our own pages, or from the app's. Fetch-Metadata first: our pages send no
 * referrer, and then a browser says `Origin: null` even to ourselves. It holds whatever CSRF_ENABLED says.
 */
export function sameSite(world: World, ownOrigin: string): Step {
  const { frontendUrl, frontendOrigins } = world.settings(accountSettings)
  const ofApp = new Set([...(frontendUrl ? [frontendUrl.origin] : []), ...frontendOrigins])
  return {
    name: 'same-site',
    concerns: isWrite,
    run(exchange) {
      const { asked, caller, route } = exchange
      if (caller ? caller.byCookie !== true : route.who.kind !== 'anyone') return
      const origin = asked.header('origin')
      const isListed =
        origin !== undefined && (origin === ownOrigin || (ofApp.has(origin) && isForApp(route, caller)))
      switch (asked.header('sec-fetch-site')) {
        case 'same-origin':
        case 'none':
          return
        case undefined:
          if (isListed || (origin === undefined && mayComeFromNowhere(caller))) return
          break
        case 'same-site':
          if (isListed) return
      }
      if (caller) countCsrf(exchange.world, 'refused', 'crossSite')
      throw faults.CROSS_SITE()
    },
  }
}

/** Pages of the app act for people, and for nobody whose cookie opens the console. */
const isForApp = (route: Route, caller: Caller | null): boolean =>
  caller ? !isOperator(caller) : opensToApp(route)

/** What a browser sends from a page has an origin, or Fetch-Metadata. Of the rest the token decides, but not for the operator. */
const mayComeFromNowhere = (caller: Caller | null): boolean => caller === null || !isOperator(caller)

const isOperator = ({ person, scopes }: Caller): boolean => person === undefined || scopes.includes('*')

/** Where people of an app sign up, sign in and show themselves. */
export const opensToApp = ({ path }: Pick<Route, 'path'>): boolean =>
  /^\/(auth|profiles|api\/profiles)(\/|$)/.test(path)

/**
 * Every write that a session's cookie unlocks carries that session's token. While CSRF_ENABLED is off, what lacks it is
 * counted and logged, and let through.
 */
export const csrf: Step = {
  name: 'csrf token',
  concerns: (route) =>
    isWrite(route) &&
    route.noCsrfToken !== true &&
    (route.who.kind !== 'anyone' || route.callerIfAny === true),
  run(exchange) {
    const failure = failureOf(exchange)
    return failure && settle(exchange, failure)
  },
}

function failureOf({ world, route, asked, caller }: Exchange): CsrfFailure | undefined {
  const token = asked.header(csrfHeader)
  if (!caller) return route.csrfFirst && !token && !carriesKey(asked) ? 'missing' : undefined
  if (!caller.byCookie) return undefined
  if (!token) return 'missing'
  return csrfTokenIsGood(world, csrfSessionOf(caller), token) ? undefined : 'invalid'
}

const carriesKey = ({ header }: Exchange['asked']): boolean =>
  header('authorization') !== undefined || header('x-api-key') !== undefined

/** What the token of a caller's session is bound to. */
const csrfSessionOf = ({ person, actor }: Caller): string =>
  person ? (person.sessionId ?? person.personId) : actor.id!

async function settle({ world, route, asked, caller }: Exchange, failure: CsrfFailure): Promise<void> {
  const fault: Fault = failure === 'missing' ? faults.CSRF_MISSING() : faults.CSRF_INVALID()
  const isOn = await isFeatureOn(world, 'CSRF_ENABLED')
  if (!isOn && !caller) return
  countCsrf(world, isOn ? 'refused' : 'reported', failure)
  if (isOn) throw fault
  world.log.warn('a write would be refused if CSRF_ENABLED were on', {
    requestId: asked.id,
    route: route.path,
    code: fault.code,
  })
}
