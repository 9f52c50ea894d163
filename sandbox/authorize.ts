import { type Context, Hono } from 'hono'
import { authorizePage, type Question } from './authorize-page.ts'
import { takesRedirect } from './clients.ts'
import type { Fields } from './fields.ts'
import { refuse } from './refusals.ts'
import type { State } from './state.ts'
import type { Work } from './work.ts'

/** The page where a person chooses, and the form behind it. */
export function authorizeRoutes(state: State): Hono<Work> {
  const routes = new Hono<Work>()
  for (const path of ['/oauth/authorize', '/oauth/mobile/authorize']) {
    routes.get(path, (c) => ask(state, c)).post(path, (c) => decide(state, c))
  }
  return routes
}

function ask(state: State, c: Context<Work>): Response | Promise<Response> {
  const question = readQuestion(state, c.env.fields)
  if (question instanceof Response) return question
  const auto = state.settings.autoApprove
  if (auto !== null && c.env.fields.get('approval_prompt') !== 'force') {
    return approve(state, c, question, auto.athleteId, auto.scopes ?? question.scopes)
  }
  c.env.call.outcome = 'answered'
  return authorizePage(state, question, new URL(c.req.url).search)
}

function decide(state: State, c: Context<Work>): Response {
  const { fields } = c.env
  const question = readQuestion(state, fields)
  if (question instanceof Response) return question
  if (fields.get('decision') !== 'approve') return deny(state, c, question)
  const athleteId = Number(fields.get('athlete') ?? state.people.all()[0]?.id)
  return approve(state, c, question, athleteId, tickedScopes(question, fields))
}

// A browser sends no `scope` at all when every box is unticked; the page's hidden mark tells that from a bare POST,
// which means "all that was asked for".
function tickedScopes(question: Question, fields: Fields): string[] {
  const ticked = fields.inBody('scope').flatMap(scopeList)
  return ticked.length === 0 && fields.get('from_page') === undefined ? question.scopes : ticked
}

function approve(
  state: State,
  c: Context<Work>,
  question: Question,
  athleteId: number,
  ticked: string[],
): Response {
  const { call } = c.env
  if (state.people.find(athleteId) === undefined) return refuse(state.profile, 'request')
  const scopes = question.scopes.filter((scope) => ticked.includes(scope))
  const { client, redirectUri, challenge } = question
  const bound = { clientId: client.id, athleteId, scopes, redirectUri, challenge }
  const code = state.codes.make(bound, state.clock.now())
  Object.assign(call, { clientId: client.id, athleteId, outcome: 'approved' })
  return sendBack(state, question, {
    code: code.text,
    ...(state.profile === 'strava' && { scope: scopes.join(',') }),
  })
}

function deny(state: State, c: Context<Work>, question: Question): Response {
  Object.assign(c.env.call, { clientId: question.client.id, outcome: 'denied' })
  return sendBack(state, question, { error: 'access_denied' })
}

function sendBack(state: State, question: Question, answer: Record<string, string>): Response {
  const target = new URL(question.redirectUri)
  const { appState } = question
  if (appState !== undefined || state.profile === 'strava') target.searchParams.set('state', appState ?? '')
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value)
  if (state.profile === 'generic') target.searchParams.set('iss', state.url)
  return new Response(null, { status: 302, headers: { location: target.href, 'cache-control': 'no-store' } })
}

// An app that is unknown, or an address that is not its own, is told so here: nobody is sent to such an address.
function readQuestion(state: State, fields: Fields): Question | Response {
  const client = state.clients.find(fields.get('client_id'))
  const redirectUri = fields.get('redirect_uri') ?? ''
  if (client === undefined) return refuse(state.profile, 'client_unknown')
  if (!takesRedirect(client, redirectUri)) return refuse(state.profile, 'redirect_uri')
  const question: Question = {
    client,
    redirectUri,
    appState: fields.get('state'),
    scopes: scopeList(
      fields.inQuery('scope')[0] ?? fields.get('requested_scope') ?? fields.inBody('scope').join(' '),
    ),
    challenge: fields.get('code_challenge'),
  }
  const error = errorIn(question, fields)
  return error === null ? question : sendBack(state, question, { error })
}

function errorIn(question: Question, fields: Fields): string | null {
  if (fields.get('response_type') !== 'code') return 'unsupported_response_type'
  const isUnhashed = question.challenge !== undefined && fields.get('code_challenge_method') !== 'S256'
  return isUnhashed ? 'invalid_request' : null
}

const scopeList = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((scope) => scope !== '')),
]
