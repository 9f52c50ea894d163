import { z } from 'zod'
import { moment, uuid } from '../../../kit/listing.ts'
import { mailAddress } from '../../../kit/mail.ts'
import { againForm } from '../../../kit/page.ts'
import {
  type Answer,
  type Asked,
  anyone,
  byRule,
  form,
  json,
  noAudit,
  operator,
  redirect,
  redirects,
  route,
  scope,
  showPage,
  shows,
} from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { accountSettings, deployment, externalId } from '../../accounts/index.ts'
import { connectionFaults } from '../faults.ts'
import { findConnection, shownConnection } from '../list/connection.ts'
import { appOf, providerOf } from '../registry.ts'
import { attemptCookie, attemptCookieName, frontendUrl, isAttemptCookie } from './addresses.ts'
import { beginWay, openSession, recordSession, redeemLink, sessionOfLink } from './begin.ts'
import { completeConnect } from './complete.ts'
import { completeSession, consent } from './confirm.ts'
import { checkDirectWay } from './owner.ts'
import { connectedPage, consentPage, linkPage } from './pages.ts'
import { returnUrl } from './return-to.ts'
import { insertReturnAddress } from './store.ts'

const secretInput = z.object({ secret: z.string().min(1).max(200) })
const providerInput = z.object({ provider: z.string().max(40) })

const makeSession = route({
  method: 'POST',
  path: '/api/connections/sessions',
  summary: 'Makes a connect link for one of your users, or to connect a connection again.',
  who: scope('connections:write'),
  audit: byRule('connect.session_made'),
  onceShown: ['connectUrl'],
  body: json(
    z
      .object({
        userId: externalId.optional(),
        provider: z.string().min(1).max(40).optional(),
        scopes: z.array(z.string().min(1).max(200)).max(50).optional(),
        returnTo: z.string().max(2000).optional(),
        confirm: z.enum(['none', 'app']).optional(),
        label: z.string().max(100).optional(),
        connectionId: uuid.optional(),
        email: mailAddress.nullable().optional(),
      })
      .refine(
        (body) =>
          body.connectionId !== undefined || (body.userId !== undefined && body.provider !== undefined),
        {
          error: 'wants userId and provider, or connectionId',
        },
      )
      .refine((body) => body.confirm !== 'app' || body.returnTo !== undefined, {
        error: "confirm 'app' needs returnTo: the completion comes back with the browser",
      }),
  ),
  output: {
    kind: 'schema',
    schema: z.object({ id: z.string(), connectUrl: z.string(), expiresAt: moment }),
    status: 201,
  },
  async handle({ world, caller, body }) {
    const { session, connectUrl } = await openSession(world, caller, body)
    await recordSession(world, caller, session)
    return { id: session.id, connectUrl, expiresAt: session.expiresAt }
  },
})

const showLink = route({
  method: 'GET',
  path: '/connect/:secret',
  summary: 'The page of a connect link. Looking changes nothing.',
  who: anyone,
  audit: noAudit('changes nothing and shows no secret'),
  input: secretInput,
  output: shows,
  async handle({ world, input }) {
    const session = await sessionOfLink(world, input.secret)
    const provider = providerOf(world, session.provider)
    const titles = new Map(provider.scopes.known.map(({ id, title }) => [id, title]))
    const scopes = (session.scopes.length > 0 ? session.scopes : provider.scopes.default).map((id) => ({
      id,
      title: titles.get(id) ?? id,
    }))
    return showPage(
      linkPage({
        appName: session.appName,
        providerTitle: provider.title,
        subjectLabel: session.subjectLabel,
        scopes,
      }),
    )
  },
})

const useLink = route({
  method: 'POST',
  path: '/connect/:secret',
  summary: 'Consumes a connect link and sends the browser on to the provider.',
  who: anyone,
  audit: noAudit('the callback records what comes of it'),
  input: secretInput,
  body: form(z.object({})),
  output: redirects,
  async handle({ world, input, request }) {
    const session = await redeemLink(world, input.secret)
    const { url, cookies } = await beginWay(
      world,
      { ...session, sessionId: session.id, byOperator: false },
      request,
    )
    return redirect(url, { status: 303, cookies })
  },
})

const confirmPage = route({
  method: 'POST',
  path: '/connect/confirm/:secret',
  summary: 'Confirms, from our own page, that an older connection ends.',
  who: anyone,
  audit: byRule('connection.confirmed'),
  input: secretInput,
  body: form(z.object({})),
  output: shows,
  async handle({ world, input }) {
    const { accountId, connectionId } = await consent(world, input.secret)
    const connection = await findConnection(
      as(world, { role: 'app', accountId }),
      { accountId, actor: { kind: 'anyone', id: null }, scopes: [] },
      connectionId,
    )
    return showPage(connectedPage(providerOf(world, connection.provider).title, connection.label))
  },
})

const authorize = route({
  method: 'GET',
  path: '/:provider/authorize',
  summary: "Connects this deployment's own account at the provider.",
  who: anyone,
  audit: noAudit('the callback records what comes of it'),
  callerIfAny: true,
  input: providerInput,
  output: redirects,
  dialect: '002',
  async handle({ world, caller, input, request }) {
    const provider = providerOf(world, input.provider)
    const { homeAccountId } = await deployment(world)
    const home = as(world, { role: 'app', accountId: homeAccountId })
    const byOperator = caller?.actor.kind === 'operator'
    appOf(world, provider.id)
    await checkDirectWay(home, provider.id, byOperator)
    const way = {
      accountId: homeAccountId,
      subjectId: homeAccountId,
      sessionId: null,
      provider: provider.id,
      scopes: [],
      byOperator,
    }
    const { url, cookies } = await beginWay(world, way, request)
    return redirect(url, { status: 307, cookies })
  },
})

const callback = route({
  method: 'GET',
  path: '/:provider/callback',
  summary: 'Where the provider sends the browser back to.',
  who: anyone,
  audit: byRule('connection.connected'),
  input: providerInput,
  output: shows,
  dialect: '002',
  handle: ({ world, input, request }) =>
    finish(world, input.provider, new URL(request.url).searchParams, request),
})

const callbackByPost = route({
  method: 'POST',
  path: '/:provider/callback',
  summary: 'The same for providers that answer by POST.',
  who: anyone,
  audit: byRule('connection.connected'),
  input: providerInput,
  fromElsewhere: true,
  body: form(z.record(z.string(), z.string().max(10_000))),
  output: shows,
  dialect: '002',
  async handle({ world, input, body, request }) {
    // A POST from the provider's site brings no Lax cookie: our own page posts it again, from here.
    if (!request.cookieNames().some(isAttemptCookie)) return showPage(againForm(Object.entries(body)))
    return finish(world, input.provider, new URLSearchParams(body), request)
  },
})

/** The browser is back: its cookie for this way has done its work, whatever came of it. */
async function finish(
  world: World,
  providerId: string,
  parameters: URLSearchParams,
  asked: Asked,
): Promise<Answer> {
  const provider = providerOf(world, providerId)
  const {
    session,
    identity,
    completion,
    consent: secret,
  } = await completeConnect(world, provider.id, parameters, asked)
  const cookies = [attemptCookie(world, attemptCookieName(world, parameters.get('state')!), '', 0)]
  if (secret !== null)
    return showPage(consentPage(provider.title, identity.label, secret, session === undefined), { cookies })
  if (session?.returnTo) {
    const status = completion === null ? 'connected' : 'pending'
    return redirect(
      returnUrl(session.returnTo, { session: session.id, status, completion: completion ?? undefined }),
      { cookies },
    )
  }
  if (session) return showPage(connectedPage(provider.title, identity.label), { cookies })
  return redirect(new URL(`/?${provider.id}=success`, frontendUrl(world)), { status: 307, cookies })
}

const completeRoute = route({
  method: 'POST',
  path: '/api/connections/sessions/:id/complete',
  summary: 'The app confirms that the browser which came back is signed in as its user.',
  who: scope('connections:write'),
  audit: byRule('connection.confirmed'),
  input: z.object({ id: uuid }),
  body: json(z.object({ completion: z.string().min(1).max(200) })),
  output: { kind: 'schema', schema: shownConnection },
  async handle({ world, caller, input, body, request }) {
    const { completion } = body
    const about = { sessionId: input.id, completion, requestId: request.id }
    const connectionId = await completeSession(world, caller, about)
    return findConnection(world, caller, connectionId)
  },
})

const addReturnAddress = route({
  method: 'POST',
  path: '/api/return-addresses',
  summary: 'Registers where connect links may send browsers afterwards: exact origin, path prefix.',
  who: operator,
  audit: noAudit('a setting of the operator, shown with the links that use it'),
  body: json(z.object({ url: z.url({ protocol: /^https?$/ }).max(500) })),
  output: { kind: 'schema', schema: z.object({ origin: z.string(), pathPrefix: z.string() }), status: 201 },
  async handle({ world, caller, body }) {
    const url = new URL(body.url)
    const isPlain = !url.username && !url.password && !url.hash
    if (
      !isPlain ||
      (url.protocol !== 'https:' && world.settings(accountSettings).environment === 'production')
    )
      throw connectionFaults.RETURN_NOT_ALLOWED()
    const address = { origin: url.origin, pathPrefix: url.pathname }
    await insertReturnAddress(world, caller.accountId, address)
    return address
  },
})

export const connectRoutes = [
  makeSession,
  completeRoute,
  confirmPage,
  showLink,
  useLink,
  addReturnAddress,
  authorize,
  callback,
  callbackByPost,
]
