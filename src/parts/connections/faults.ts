import { defineFaults } from '../../kit/fault.ts'

export const connectionFaults = defineFaults('connections', {
  CONNECTION_NOT_FOUND: {
    status: 404,
    title: 'There is no such connection in this account.',
    hint: 'List them with `GET /api/connections`; a key bound to a user sees only that user’s.',
  },
  CONNECTION_PENDING: {
    status: 409,
    title: 'This connection is not confirmed yet.',
    hint: 'Complete it with `POST /api/connections/sessions/{id}/complete`, or connect again after 10 minutes.',
  },
  NEEDS_REAUTH: {
    status: 409,
    title: 'The provider no longer accepts this connection.',
    hint: 'Send its owner through a connect link again (`reconnect`); the id stays the same.',
    shows: ['reason', 'reasonText', 'connectionId'],
  },
  PROVIDER_UNAVAILABLE: {
    status: 503,
    title: 'The provider does not answer, and the token has expired.',
    hint: 'Try again after the time given; nothing is lost and nobody needs to reconnect.',
    shows: ['retryAfterSeconds', 'provider'],
  },
  REFRESH_HELD: {
    status: 503,
    title: 'This connection cannot be refreshed at the moment.',
    hint: 'Nothing is lost: the token stays good until its end. Try again after the time given.',
    shows: ['retryAfterSeconds', 'why'],
  },
  PROVIDER_APP_REFUSED: {
    status: 503,
    title: "The provider refuses this deployment's client id or secret.",
    hint: 'The operator checks `<PROVIDER>_CLIENT_ID` and `<PROVIDER>_CLIENT_SECRET`; connections are untouched.',
    shows: ['retryAfterSeconds', 'provider'],
  },
  REFRESH_IN_PROGRESS: {
    status: 423,
    title: 'A refresh of this connection is under way.',
    hint: 'Read the token after the time given, or leave out `wait=0` to wait for it.',
    shows: ['retryAfterSeconds'],
  },
  REFRESH_TIMEOUT: {
    status: 503,
    title: 'The refresh of this connection did not end in time.',
    hint: 'Try again after the time given; the refresh goes on.',
    shows: ['retryAfterSeconds'],
  },
  PROVIDER_NOT_FOUND: {
    status: 404,
    title: 'There is no such provider.',
    hint: 'All providers are listed by `GET /api/providers`; add your own in KEYHOLD_PROVIDERS_FILE.',
  },
  PROVIDER_NOT_CONFIGURED: {
    status: 409,
    title: 'This provider has no client id and secret yet.',
    hint: 'Set the variables named in `missing` and restart.',
    shows: ['missing', 'provider'],
    status002: 500,
  },
  SCOPES_UNKNOWN: {
    status: 400,
    title: 'The provider has no such scope.',
    hint: 'Its scopes are listed by `GET /api/providers`.',
    shows: ['scopes'],
  },
  RETURN_NOT_ALLOWED: {
    status: 400,
    title: 'Browsers may not be sent there.',
    hint: 'Register its origin and path with `POST /api/return-addresses`; https only, no user name, no fragment.',
  },
  STATE_INVALID: {
    status: 400,
    title: 'Invalid or expired state parameter',
    hint: 'Start again from the connect link; a way to the provider is good for one use, 10 minutes, and the browser that began it.',
  },
  CONNECT_LINK_INVALID: {
    status: 400,
    title: 'This connect link was used before or is too old.',
    hint: 'Ask the app for another link.',
  },
  CONSENT_DENIED: {
    status: 400,
    title: 'Access was not granted.',
    hint: 'Nothing was stored. Start again from the connect link to grant it.',
  },
  SCOPES_MISSING: {
    status: 400,
    title: 'The provider did not grant everything the app needs.',
    hint: 'Nothing was stored. Start again and leave the boxes ticked.',
    shows: ['scopes'],
  },
  SUBJECT_CHANGED: {
    status: 409,
    title: 'That is another account at the provider.',
    hint: 'Sign in at the provider with the account that was connected before, or make a new connection.',
  },
  OWNER_CONFIRMATION_NEEDED: {
    status: 403,
    title: 'This deployment already shows another athlete.',
    hint: 'The operator signs in (`npm run keyhold operator link`) and opens this address again to replace it.',
  },
  OPERATOR_NEEDED: {
    status: 403,
    title: 'In production the first connection of this deployment needs its operator.',
    hint: 'Sign in with `npm run keyhold operator link`, or set <PROVIDER>_OWNER_ID.',
  },
  SUPERSEDE_CONFIRMATION_NEEDED: {
    status: 409,
    title: 'This account at the provider is connected for another user already.',
    hint: 'Confirm on the page shown; the older connection then ends.',
  },
  EXCHANGE_FAILED: {
    status: 502,
    title: 'The provider did not complete the connection.',
    hint: 'Start again from the connect link; if it stays, the operator checks the provider’s status and settings.',
    shows: ['errorId'],
    status002: 500,
  },
  SESSION_NOT_FOUND: {
    status: 404,
    title: 'There is no such connect session in this account.',
    hint: 'Make one with `POST /api/connections/sessions`.',
  },
  IMPORT_KEY_MISSING: {
    status: 400,
    title: 'The key that the rows are encrypted with is not given.',
    hint: 'Send it as `encryptionKey`, or start the server with the ENCRYPTION_KEY of the old system.',
  },
  COMPLETION_INVALID: {
    status: 400,
    title: 'This completion was used before or is too old.',
    hint: 'A completion is good for one use within 60 s; connect again.',
  },
})

/** Why a connection needs its owner again, in words. */
export const reasonTexts: Record<string, string> = {
  refused: 'The provider refused the refresh token: access was withdrawn there, or it expired unused.',
  lost_in_flight:
    'The provider’s answer to a refresh was lost on the way, and it takes each refresh token only once.',
  superseded: 'The same account at the provider was connected for another user, which ends this connection.',
  no_refresh_token: 'The provider gave no refresh token, and the access token has expired.',
}
