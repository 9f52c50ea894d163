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
  BREAKER_NOT_FOUND: {
    status: 404,
    title: 'There is no such breaker.',
    hint: 'It is named `<provider>/refresh`, `<provider>/exchange` or `<provider>/api`; `GET /api/breakers` lists those that ever opened or counted a failure.',
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
    hint: 'Start again from the connect link and confirm on the page that it leads to; the older connection then ends.',
    hint000:
      'Nothing was stored, and the other connection goes on. End that one first by the function that revokes tokens, then get another code.',
  },
  EXCHANGE_FAILED: {
    status: 502,
    title: 'The provider did not complete the connection.',
    hint: 'Start again from the connect link; if it stays, the operator checks the provider’s status and settings.',
    hint000:
      'Where `retry` is true send the same code again, after `retryAfter` seconds if that is there; else get another code. If it stays, the operator checks the provider’s status and settings.',
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
    hint: 'Send it along, or start the server with the setting of the old system that holds it: ENCRYPTION_KEY, FALLBACK_ENCRYPTION_KEY, or KMS_KEY_V1 with KMS_KEY_ID.',
  },
  IMPORT_KMS_REFUSED: {
    status: 503,
    title: 'AWS KMS did not open the data keys of the old system, so that no row was looked at.',
    hint: 'Mend what `reason` names, or send the data keys along in plain.',
    shows: ['reason'],
  },
  PROXY_PATH_REFUSED: {
    status: 400,
    title: 'That path is not passed on.',
    hint: 'Write it as the provider documents it, behind its API address: no `..`, `//` or encoded `/ \\ .`, and none of its own sign-in addresses.',
    shows: ['why'],
  },
  PROXY_QUERY_REFUSED: {
    status: 400,
    title: 'A query parameter of that name is not passed on.',
    hint: 'Leave it out: the connection’s token is put in for you, and a method is named by the method.',
    shows: ['parameter'],
  },
  PROXY_REQUEST_REFUSED: {
    status: 400,
    title: 'Such a request is not passed on.',
    hint: 'Send a plain HTTP request: no `Upgrade`, and a body without `Content-Encoding`.',
    shows: ['header'],
  },
  PROXY_BASE_REFUSED: {
    status: 400,
    title: 'That is none of the provider’s API addresses, or one must be chosen.',
    hint: 'Name one of `bases` in the header `Keyhold-Base-Url`, with what stands in braces filled in.',
    shows: ['bases'],
  },
  PROXY_NOT_OFFERED: {
    status: 409,
    title: 'Of this provider no API address is known.',
    hint: 'Give it `api.baseUrls` in KEYHOLD_PROVIDERS_FILE.',
    shows: ['provider'],
  },
  PROXY_ADDRESS_BLOCKED: {
    status: 502,
    title: 'The provider’s API address leads where nothing may be called.',
    hint: 'The operator checks where its name resolves to; a private one is set as `<PROVIDER>_BASE_URL`.',
    shows: ['provider'],
  },
  PROVIDER_BUDGET_SPENT: {
    status: 429,
    title: 'The provider’s rate limit for this app is used up; nothing was sent.',
    hint: 'Try again after the time given.',
    shows: ['retryAfterSeconds', 'provider'],
  },
  PROVIDER_DOWN: {
    status: 503,
    title: 'The provider cannot be reached at the moment; nothing was sent.',
    hint: 'Try again after the time given.',
    shows: ['retryAfterSeconds', 'provider'],
  },
  PROVIDER_NO_ANSWER: {
    status: 502,
    title: 'The provider took the request and did not answer.',
    hint: 'A read can be tried again; look whether a write was carried out before you repeat it.',
    shows: ['provider'],
  },
  PROVIDER_ANSWER_UNUSABLE: {
    status: 502,
    title: 'The provider’s answer cannot be passed on.',
    hint: 'Ask for less of it, or in another form; `why` says what is in the way.',
    shows: ['provider', 'why'],
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
