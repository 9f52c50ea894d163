import { Hono } from 'hono'
import { z } from 'zod'
import type { Grant, RefreshToken } from '../grants.ts'
import { endPair } from '../revoke.ts'
import { grantConsent } from '../rotation.ts'
import type { State } from '../state.ts'
import type { Work } from '../work.ts'
import { bodyOf } from './read.ts'

const newGrant = z.strictObject({
  clientId: z.string().exactOptional(),
  athleteId: z.int().exactOptional(),
  scopes: z.array(z.string()).default(['read', 'activity:read_all']),
})
const whose = z.strictObject({ athleteId: z.int().exactOptional(), clientId: z.string().exactOptional() })
const newClient = z.strictObject({
  id: z.string().min(1),
  secret: z.union([z.string(), z.array(z.string())]),
  name: z.string().exactOptional(),
  callbackDomains: z.array(z.string()).exactOptional(),
})

/** Consents without a browser, what a person does at the provider's own settings page, and the apps. */
export function grantControls(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  routes.get('/grants', (c) =>
    c.json({ grants: state.grants.all().map((grant) => describedGrant(state, grant)) }),
  )
  routes.post('/grants', async (c) => c.json(giveGrant(state, await bodyOf(c, newGrant)), 201))
  routes.post('/grants/revoke', async (c) => c.json({ ended: takeBack(state, await bodyOf(c, whose)) }))
  routes.post('/grants/expire', async (c) => c.json({ expired: expire(state, await bodyOf(c, whose)) }))
  routes.get('/refresh-tokens', (c) =>
    c.json({ refreshTokens: state.grants.refreshTokens().map(describedToken) }),
  )
  routes.get('/clients', (c) =>
    c.json({ clients: state.clients.all().map(({ id, name }) => ({ id, name })) }),
  )
  routes.post('/clients', async (c) => {
    const { id, name } = state.clients.register(await bodyOf(c, newClient))
    return c.json({ id, name }, 201)
  })
  return routes
}

/** Gives an app a grant of an athlete, as if the person had just consented and the app had exchanged the code. */
export function giveGrant(
  state: State,
  wish: { clientId?: string; athleteId?: number; scopes?: string[] } = {},
) {
  const clientId = wish.clientId ?? state.clients.all()[0]?.id ?? ''
  const athleteId = wish.athleteId ?? state.people.all()[0]?.id ?? 0
  const { access, refresh } = grantConsent(
    state,
    clientId,
    athleteId,
    wish.scopes ?? ['read', 'activity:read_all'],
  )
  return {
    grantId: access.grant.id,
    clientId,
    athleteId,
    accessToken: access.text,
    refreshToken: refresh.text,
    /** Seconds since 1970. */
    expiresAt: access.expiresAt,
    scopes: access.scopes,
  }
}

/** Ends grants as a person does in the provider's own settings. Returns how many. */
export function takeBack(state: State, of: z.output<typeof whose>): number {
  return state.grants.live(of).reduce((ended, grant) => ended + endPair(state, grant, 'taken_back'), 0)
}

/** Lets access tokens expire at this moment; their refresh tokens live on. Returns how many. */
export function expire(state: State, of: z.output<typeof whose>): number {
  const tokens = state.grants.live(of).flatMap(({ access }) => access ?? [])
  for (const token of tokens) token.expiresAt = Math.min(token.expiresAt, state.clock.seconds())
  return tokens.length
}

const describedGrant = (state: State, grant: Grant) => ({
  id: grant.id,
  clientId: grant.clientId,
  athleteId: grant.athleteId,
  scopes: grant.scopes,
  madeAt: grant.madeAt,
  isLive: grant.endedAt === null,
  endedAt: grant.endedAt,
  endedBecause: grant.endedBecause,
  refreshToken: grant.refresh?.fingerprint ?? null,
  accessExpiresIn: grant.access === null ? null : grant.access.expiresAt - state.clock.seconds(),
})

const describedToken = (token: RefreshToken) => ({
  fingerprint: token.fingerprint,
  grantId: token.grant.id,
  athleteId: token.grant.athleteId,
  madeFrom: token.parent?.fingerprint ?? null,
  isCurrent: token.grant.refresh === token,
  supersededAt: token.supersededAt,
  ...token.uses,
})
