import type { Profile } from './settings.ts'

type Status = 400 | 401 | 403 | 404
/** Strava's body: message, resource, field, code. RFC 6749's: error, description. */
interface Refusal {
  strava: [Status, message: string, resource: string, field: string, code: string]
  generic: [Status, error: string, description: string]
}

const refusals = {
  client_unknown: {
    strava: [400, 'Bad Request', 'Application', 'client_id', 'invalid'],
    generic: [401, 'invalid_client', 'No such client.'],
  },
  client_secret: {
    strava: [401, 'Authorization Error', 'Application', '', 'invalid'],
    generic: [401, 'invalid_client', 'The client authentication failed.'],
  },
  redirect_uri: {
    strava: [400, 'Bad Request', 'Application', 'redirect_uri', 'invalid'],
    generic: [400, 'invalid_request', 'The redirect URI is not one of this client.'],
  },
  request: {
    strava: [400, 'Bad Request', 'Application', '', 'invalid'],
    generic: [400, 'invalid_request', 'A parameter is missing, repeated or malformed.'],
  },
  grant_type: {
    strava: [400, 'Bad Request', 'Application', 'grant_type', 'invalid'],
    generic: [400, 'unsupported_grant_type', 'Only authorization_code and refresh_token are known here.'],
  },
  code: {
    strava: [400, 'Bad Request', 'RequestToken', 'code', 'invalid'],
    generic: [400, 'invalid_grant', 'The authorization code is not valid.'],
  },
  refresh_token: {
    strava: [400, 'Bad Request', 'RefreshToken', 'refresh_token', 'invalid'],
    generic: [400, 'invalid_grant', 'The refresh token is not valid.'],
  },
  access_token: {
    strava: [401, 'Authorization Error', 'Athlete', 'access_token', 'invalid'],
    generic: [401, 'invalid_token', 'The access token is not valid.'],
  },
  activity_scope: {
    strava: [401, 'Authorization Error', 'AccessToken', 'activity:read_permission', 'missing'],
    generic: [403, 'insufficient_scope', 'The access token lacks a scope.'],
  },
  read_scope: {
    strava: [401, 'Authorization Error', 'AccessToken', 'read_permission', 'missing'],
    generic: [403, 'insufficient_scope', 'The access token lacks a scope.'],
  },
  athlete_foreign: {
    strava: [403, 'Forbidden', 'Athlete', 'id', 'invalid'],
    generic: [403, 'insufficient_scope', 'Not this account.'],
  },
  page: {
    strava: [400, 'Bad Request', 'Application', 'page', 'invalid'],
    generic: [400, 'invalid_request', 'The page is out of range.'],
  },
  not_found: {
    strava: [404, 'Resource Not Found', 'Resource', '', 'not found'],
    generic: [404, 'not_found', 'Nothing is here.'],
  },
  subscription_exists: {
    strava: [400, 'Bad Request', 'PushSubscription', '', 'already exists'],
    generic: [400, 'invalid_request', 'There is a subscription already.'],
  },
  subscription_callback: {
    strava: [
      400,
      'Bad Request',
      'PushSubscription',
      'callback url',
      'GET to callback URL does not return 200',
    ],
    generic: [400, 'invalid_request', 'The callback did not answer the challenge.'],
  },
} satisfies Record<string, Refusal>

export type Reason = keyof typeof refusals

/** A refusal in the words of the profile. */
export function refuse(profile: Profile, reason: Reason, headers: Record<string, string> = {}): Response {
  const refusal: Refusal = refusals[reason]
  if (profile === 'generic') {
    const [status, error, description] = refusal.generic
    return Response.json({ error, error_description: description }, { status, headers })
  }
  const [status, message, resource, field, code] = refusal.strava
  return Response.json({ message, errors: [{ resource, field, code }] }, { status, headers })
}

/** Too many calls. Strava's own body: here `errors` is a string. */
export function refuseForRate(profile: Profile, headers: Record<string, string> = {}): Response {
  const strava = { errors: 'Rate Limit Exceeded', status: 429, message: 'Too Many Requests' }
  const generic = { error: 'temporarily_unavailable', error_description: 'Too many requests.' }
  return Response.json(profile === 'strava' ? strava : generic, { status: 429, headers })
}
