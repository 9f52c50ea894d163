import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fitbit } from '../fitbit.ts'
import { github } from '../github.ts'
import { google } from '../google.ts'
import { hubspot } from '../hubspot.ts'
import { linkedin } from '../linkedin.ts'
import { microsoft } from '../microsoft.ts'
import type { ListedProvider } from '../provider.ts'
import { salesforce } from '../salesforce.ts'
import { slack } from '../slack.ts'
import { strava } from '../strava.ts'
import { xero } from '../xero.ts'
import { zoom } from '../zoom.ts'
import { readAnswer } from './body.ts'
import { classify } from './classify.ts'
import { aProvider } from './scripted-http.fixture.ts'

const classOf = (provider: ListedProvider, status: number, body: unknown) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const { class: kind, code } = classify(provider, readAnswer(status, new Headers(), Buffer.from(text)), [
    'client',
    'moon_secret',
  ])
  return `${kind} ${code}`
}

const stravaFault = (resource: string, field: string) => ({
  message: 'Bad Request',
  errors: [{ resource, field, code: 'invalid' }],
})

const cases: [what: string, provider: ListedProvider, status: number, body: unknown, expected: string][] = [
  ['a refused grant', aProvider(), 400, { error: 'invalid_grant' }, 'terminal invalid_grant'],
  ['a wrong secret', aProvider(), 401, { error: 'invalid_client' }, 'app invalid_client'],
  ['an app without rights', aProvider(), 400, { error: 'unauthorized_client' }, 'app unauthorized_client'],
  ['an error nobody knows', aProvider(), 400, { error: 'moon_phase' }, 'transient moon_phase'],
  [
    'an error that repeats a secret',
    aProvider(),
    400,
    { error: 'moon_secret_bad' },
    'transient REDACTED_bad',
  ],
  ['an error by number', aProvider(), 400, { error: 'AADSTS70008' }, 'transient AADSTS70008'],
  [
    'an error that may be a token',
    aProvider(),
    400,
    { error: 'h4Zk9dQw2LpX_v7Tn1RsB' },
    'transient status_400',
  ],
  ['an error that is no code', aProvider(), 400, { error: { a: 1 } }, 'transient status_400'],
  ['a name of every object', aProvider(), 400, { error: 'constructor' }, 'transient constructor'],
  ['HTML with a client status', aProvider(), 403, '<html>invalid_grant</html>', 'transient status_403'],
  ['an empty body', aProvider(), 401, '', 'transient status_401'],
  ['a redirect', aProvider(), 302, '', 'transient status_302'],
  [
    'too many requests, whatever the body',
    aProvider(),
    429,
    { error: 'invalid_grant' },
    'transient rate_limited',
  ],
  ['an outage, whatever the body', aProvider(), 500, { error: 'invalid_grant' }, 'transient server_error'],
  [
    'Strava’s dead refresh token',
    strava,
    400,
    stravaFault('RefreshToken', 'refresh_token'),
    'terminal invalid_grant',
  ],
  ['Strava’s bad code', strava, 400, stravaFault('RequestToken', 'code'), 'terminal invalid_grant'],
  ['Strava’s bad secret', strava, 401, stravaFault('Application', ''), 'app invalid_client'],
  ['Strava’s limit', strava, 429, { errors: 'Rate Limit Exceeded', status: 429 }, 'transient rate_limited'],
  ['Strava’s other faults', strava, 400, stravaFault('Athlete', 'access_token'), 'transient status_400'],
  ['Strava’s errors as text', strava, 400, { errors: 'RefreshToken invalid' }, 'transient status_400'],
  ['GitHub’s dead refresh token', github, 200, { error: 'bad_refresh_token' }, 'terminal invalid_grant'],
  ['GitHub’s wrong secret', github, 200, { error: 'incorrect_client_credentials' }, 'app invalid_client'],
  [
    'Slack’s dead refresh token',
    slack,
    200,
    { ok: false, error: 'invalid_refresh_token' },
    'terminal invalid_grant',
  ],
  ['Slack’s wrong secret', slack, 200, { ok: false, error: 'bad_client_secret' }, 'app invalid_client'],
  ['Slack’s limit', slack, 200, { ok: false, error: 'ratelimited' }, 'transient rate_limited'],
  ['Slack’s own trouble', slack, 200, { ok: false, error: 'internal_error' }, 'transient internal_error'],
  [
    'Fitbit’s dead refresh token',
    fitbit,
    400,
    { errors: [{ errorType: 'invalid_grant' }], success: false },
    'terminal invalid_grant',
  ],
  ['Fitbit’s wrong secret', fitbit, 401, { errors: [{ errorType: 'invalid_client' }] }, 'app invalid_client'],
  ['Google’s removed client', google, 401, { error: 'deleted_client' }, 'app invalid_client'],
  [
    'Google’s withdrawn access',
    google,
    400,
    { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    'terminal invalid_grant',
  ],
  [
    'Microsoft’s changed password',
    microsoft,
    400,
    { error: 'invalid_grant', error_description: 'AADSTS50173: …' },
    'terminal invalid_grant',
  ],
  [
    'Microsoft’s brake',
    microsoft,
    400,
    { error: 'invalid_grant', error_description: 'AADSTS50196: …' },
    'transient rate_limited',
  ],
  [
    'Microsoft’s wish to see the person',
    microsoft,
    400,
    { error: 'interaction_required' },
    'terminal invalid_grant',
  ],
  ['HubSpot’s wrong secret', hubspot, 400, { status: 'BAD_CLIENT_SECRET' }, 'app invalid_client'],
  [
    'HubSpot’s code that is used up',
    hubspot,
    400,
    { status: 'BAD_AUTH_CODE', error: 'invalid_request' },
    'terminal invalid_grant',
  ],
  [
    'Salesforce’s closed door, which opens again',
    salesforce,
    400,
    { error: 'invalid_grant', error_description: 'ip restricted or invalid login hours' },
    'transient ip_restricted',
  ],
  ['Salesforce’s person who left', salesforce, 400, { error: 'inactive_user' }, 'terminal invalid_grant'],
  [
    'LinkedIn’s missing parameter',
    linkedin,
    400,
    { error: 'invalid_request', error_description: 'A required parameter "client_id" is missing' },
    'app invalid_request',
  ],
  ['Zoom’s malformed request', zoom, 400, { error: 'invalid_request', reason: 'Bad' }, 'app invalid_request'],
  ['Xero’s dead refresh token', xero, 400, { error: 'invalid_grant' }, 'terminal invalid_grant'],
]

describe('what an answer means', () => {
  for (const [what, provider, status, body, expected] of cases) {
    test(`${what} is ${expected}`, () => {
      assert.equal(classOf(provider, status, body), expected)
    })
  }

  test('a rule holds only when all its parts do', () => {
    const provider = aProvider({
      errorMap: [
        {
          status: [400],
          error: ['odd'],
          where: [{ at: '/why', is: [1] }],
          text: 'REALLY',
          class: 'terminal',
          code: 'dead',
        },
      ],
    })
    const body = { error: 'odd', why: 1, words: 'really' }

    assert.equal(classOf(provider, 400, body), 'terminal dead')
    assert.equal(classOf(provider, 401, body), 'transient odd')
    assert.equal(classOf(provider, 400, { ...body, why: 2 }), 'transient odd')
    assert.equal(classOf(provider, 400, { ...body, words: '' }), 'transient odd')
    assert.equal(classOf(provider, 400, { ...body, error: 'other' }), 'transient other')
  })

  test('a hook is asked before the data, but never about limits and outages', () => {
    const provider = aProvider(
      {},
      { classify: ({ text }) => (text === 'gone' ? { class: 'terminal', code: 'gone' } : null) },
    )

    assert.equal(classOf(provider, 418, 'gone'), 'terminal gone')
    assert.equal(classOf(provider, 503, 'gone'), 'transient server_error')
    assert.equal(classOf(provider, 400, { error: 'invalid_grant' }), 'terminal invalid_grant')
  })
})
