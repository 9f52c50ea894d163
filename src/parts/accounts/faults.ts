import { defineFaults } from '../../kit/fault.ts'

export const accountFaults = defineFaults('accounts', {
  LINK_USED_OR_EXPIRED: {
    status: 401,
    title: 'This sign-in link was used before or is too old.',
    hint: 'Make another with `npm run keyhold operator link` (it is good for 30 minutes and one use).',
  },
  FLAG_IN_ENVIRONMENT: {
    status: 409,
    title: 'The environment says whether this feature is on.',
    hint: 'Take the variable of that name out of the environment, then it can be switched here.',
  },
  PROFILE_NOT_FOUND: {
    status: 404,
    title: 'Profile not found',
    hint: 'Make one with `POST /profiles`.',
  },
  PROFILE_EXISTS: {
    status: 409,
    title: 'Profile already exists',
    hint: 'Change it with `PUT /profiles`.',
  },
  VANITY_URL_TAKEN: {
    status: 409,
    title: 'Vanity URL is already taken',
    hint: 'Choose another; capitals do not make it one.',
  },
  USER_NOT_FOUND: {
    status: 404,
    title: 'There is no such user in this account.',
    hint: 'List the users that have connections with `GET /api/connections`.',
  },
  SUBJECT_ERASING: {
    status: 409,
    title: 'This user is being erased.',
    hint: 'Wait until the erasure has ended, then the id can be used anew.',
    shows: ['retryAfterSeconds'],
  },
  WRONG_CREDENTIALS: {
    status: 401,
    title: 'Invalid email or password',
    hint: 'Check both; a forgotten password is replaced with `POST /auth/forgot-password`.',
  },
  TOO_MANY_GUESSES: {
    status: 429,
    title: 'Too many wrong guesses.',
    hint: 'Wait for the time given, use a browser that signed in before, or replace the password by mail.',
    shows: ['retryAfterSeconds'],
  },
  SIGN_IN_BUSY: {
    status: 503,
    title: 'Too many passwords wait to be looked at.',
    hint: 'Try again after the time given; the operator can raise PASSWORD_QUEUE.',
    shows: ['retryAfterSeconds'],
  },
  ACCOUNT_DISABLED: {
    status: 403,
    title: 'This account is disabled.',
    hint: 'Ask whoever runs this service; nothing of the account is gone.',
  },
  PASSWORD_TOO_SHORT: {
    status: 400,
    title: 'The password is too short.',
    hint: 'Choose one with at least as many characters as `atLeast` says; any characters will do.',
    shows: ['atLeast'],
  },
  PASSWORD_TOO_LONG: {
    status: 400,
    title: 'The password is too long.',
    hint: 'Choose one of at most 1024 bytes.',
  },
  PASSWORD_COMMON: {
    status: 400,
    title: 'The password is one of those that are guessed first.',
    hint: 'Choose another: three or four words that have nothing to do with each other are good.',
  },
  PASSWORD_IS_NAME: {
    status: 400,
    title: 'The password is the name of the account or of this service.',
    hint: 'Choose one that nobody can read off the account.',
  },
  PASSWORD_BREACHED: {
    status: 400,
    title: 'The password is one of those that were published.',
    hint: 'Choose another; if it is in use elsewhere, change it there too.',
  },
  PASSWORD_BREACH_UNKNOWN: {
    status: 503,
    title: 'Whether the password was published cannot be asked at the moment.',
    hint: 'Try again after the time given; the operator can set PASSWORD_BREACH_AWAY to take.',
    shows: ['retryAfterSeconds'],
  },
  SECOND_STEP_FAILED: {
    status: 401,
    title: 'Invalid verification code',
    hint: 'Type the code the app shows now; each code is good once. After five wrong ones sign in anew.',
  },
  CHALLENGE_GONE: {
    status: 401,
    title: 'This sign-in was not begun, took too long, or was tried too often.',
    hint: 'Sign in again with `POST /auth/login`.',
  },
  FACTOR_CODE_WRONG: {
    status: 400,
    title: 'Invalid verification code',
    hint: 'Type the code the app shows now, or a recovery code where one is taken; each is good once.',
  },
  FACTOR_LOCKED: {
    status: 429,
    title: 'Too many wrong codes were typed for this account.',
    hint: 'Wait for the time given, or use a passkey. The owner was told by mail.',
    shows: ['retryAfterSeconds'],
  },
  FACTOR_ENROLLED: {
    status: 400,
    title: 'Two-factor authentication is already enabled',
    hint: 'Disable it first with `POST /auth/2fa/disable`, then set up another app.',
  },
  FACTOR_NOT_SET_UP: {
    status: 400,
    title: 'Two-factor authentication is not set up',
    hint: 'Begin with `POST /auth/2fa/setup`.',
  },
  FACTOR_NOT_FOUND: {
    status: 404,
    title: 'There is no such factor.',
    hint: 'List those there are with `GET /auth/factors`.',
  },
  PASSKEY_REFUSED: {
    status: 401,
    title: 'The passkey was not accepted.',
    hint: 'Ask for options again and answer them once, on a page of this deployment; else sign in another way.',
  },
  PASSKEY_TAKEN: {
    status: 409,
    title: 'This passkey is enrolled already.',
    hint: 'Use it as it is, or make another one.',
  },
  TOO_MANY_PASSKEYS: {
    status: 409,
    title: 'There are as many passkeys as one account may have.',
    hint: 'Remove one that is not used any more with `DELETE /auth/passkeys/:id`.',
  },
  PASSWORD_WRONG: {
    status: 400,
    title: 'The password is wrong.',
    hint: 'Type it again; who forgot it replaces it with `POST /auth/forgot-password`.',
  },
  PROOF_NEEDED: {
    status: 400,
    title: 'This does not prove enough of who you are.',
    hint: 'Send what `needs` names: the password, a code of the app or a recovery code, or the answer of a passkey.',
    shows: ['needs'],
  },
  FACTOR_RESET_POINTLESS: {
    status: 409,
    title: 'This person has no second factor that could be taken off.',
    hint: 'Who forgot the password replaces it with `POST /auth/forgot-password`.',
  },
  PERSON_NOT_FOUND: {
    status: 404,
    title: 'There is no such person.',
    hint: 'List people with `GET /api/people`.',
  },
  REFRESH_REQUIRED: {
    status: 401,
    title: 'There is no refresh token in this request.',
    hint: 'Send the cookies that the sign-in set, and no API key; or sign in again.',
    as004: { error: 'Refresh token required' },
  },
  REFRESH_INVALID: {
    status: 401,
    title: 'This refresh token is not good, or another answer has replaced it.',
    hint: 'Ask once more with the cookies the browser holds now; if that is refused too, sign in again.',
    as004: { error: 'Invalid refresh token' },
  },
  REFRESH_ENDED: {
    status: 401,
    title: 'This session was ended.',
    hint: 'Sign in again.',
    as004: { error: 'Refresh token has been invalidated' },
  },
  REFRESH_REUSE: {
    status: 401,
    title:
      'A refresh token of this session was used a second time, so somebody copied it: the session was ended.',
    hint: 'Sign in again; if it was not your own backup, change the password and look at your sessions.',
    as004: { error: 'Refresh token has been invalidated' },
  },
  REFRESH_EXPIRED: {
    status: 401,
    title: 'This session is too old.',
    hint: 'Sign in again.',
    as004: { error: 'Refresh token has expired' },
  },
  NO_SUCH_SESSION: {
    status: 404,
    title: 'Session not found',
    hint: 'List your own with `GET /auth/sessions`.',
  },
  ACCOUNT_NOT_YOURS: {
    status: 403,
    title: 'You may not act for this account.',
    hint: 'Leave out the header `Keyhold-Account` to act for your own, or ask an owner of that account to add you.',
  },
  ADDRESS_INVALID: {
    status: 400,
    title: 'Invalid email format',
    hint: 'Send one address and nothing else, such as ada@example.org.',
  },
  USERNAME_INVALID: {
    status: 400,
    title: 'Invalid username',
    hint: 'Choose one of 1 to 64 characters without control characters.',
  },
  MAIL_LINK_INVALID: {
    status: 400,
    title: 'Invalid verification token',
    hint: 'Use the link of the newest mail, once; another one is sent on request.',
  },
  MAIL_LINK_EXPIRED: {
    status: 400,
    title: 'Verification token has expired',
    hint: 'Ask for another mail: a link to prove an address is good for 24 hours, one for a new password for 30 minutes.',
  },
  ADDRESS_PROVED: {
    status: 400,
    title: 'Email address is already verified',
    hint: 'There is nothing left to prove.',
  },
  ADDRESS_UNCHANGED: {
    status: 400,
    title: 'This is the address already.',
    hint: 'Send another one.',
  },
  MAIL_LIMITED: {
    status: 429,
    title: 'Too many verification emails requested',
    hint: 'Look into the mail that was sent, and the folder for spam; ask for another one after the time given.',
    shows: ['retryAfterSeconds'],
  },
  MISSING_TOKEN: {
    status: 401,
    title: 'Missing authorization token',
    hint: 'Send the token of the session behind `Authorization: Bearer`.',
  },
  INVALID_TOKEN: {
    status: 401,
    title: 'Authentication failed',
    hint: 'Send the token as the issuer gave it: three parts, nothing before, between or behind them.',
  },
  AUTH_FAILED: {
    status: 401,
    title: 'Authentication failed',
    hint: 'Sign in at the issuer again; if that does not help, the operator compares the issuer with CLERK_PUBLIC_KEY or KEYHOLD_ISSUERS, and the page with CLERK_AUTHORIZED_PARTIES.',
  },
  TOKEN_EXPIRED: {
    status: 401,
    title: 'The token has expired',
    hint: 'Ask the issuer for the next one, and send this again.',
  },
  ISSUER_UNAVAILABLE: {
    status: 503,
    title: "The issuer's keys cannot be had at the moment, so nobody can tell whether the token is good.",
    hint: 'Try again after the time given; the operator looks whether the issuer can be reached from here.',
    shows: ['retryAfterSeconds'],
  },
  OIDC_NOT_CONFIGURED: {
    status: 404,
    title: 'No OpenID Connect provider is set up for the console.',
    hint: 'Sign in with a link (`npm run keyhold operator link`), or set CONSOLE_OIDC_ISSUER and what belongs to it.',
  },
  OIDC_UNAVAILABLE: {
    status: 503,
    title: "The console's OpenID Connect provider cannot be reached, or does not describe itself.",
    hint: 'Try again after the time given, or sign in with a link; CONSOLE_OIDC_ISSUER must be its issuer to the letter.',
    shows: ['retryAfterSeconds'],
  },
  OIDC_ATTEMPT_GONE: {
    status: 400,
    title: 'This sign-in was not begun in this browser, took too long, or is over.',
    hint: 'Begin again at `GET /auth/oidc/start`, in one browser and within ten minutes.',
  },
  OIDC_SIGN_IN_FAILED: {
    status: 400,
    title: 'The provider let nobody in, or its answer was not good.',
    hint: 'Begin again at `GET /auth/oidc/start`; if it stays, the operator compares CONSOLE_OIDC_CLIENT_ID and its secret with the provider.',
  },
  PROVED_ELSEWHERE: {
    status: 403,
    title: 'An issuer signs you in, so second factors and the address of this account are kept there.',
    hint: 'Change them at the organisation that you sign in with; it also ends this account when it should end.',
  },
  NOT_AN_OPERATOR: {
    status: 403,
    title: 'The provider knows you, and you are not on the list of operators.',
    hint: 'Ask whoever runs this service to name you in CONSOLE_OIDC_OPERATORS: a proved address, or the subject.',
  },
  ERASURE_NOT_ASKED: {
    status: 409,
    title: 'Nobody asked to erase this account, or it has begun.',
    hint: 'There is nothing to take back.',
  },
  NO_SUCH_TABLE: {
    status: 400,
    title: 'The copy has no such table, or none was named.',
    hint: 'Name one of those in `tables`; CSV is for one table at a time, JSON without `table` for all.',
    shows: ['tables'],
  },
  PERSON_IS_YOU: {
    status: 409,
    title: 'Nobody does this to the own account.',
    hint: 'Ask another operator, or use a link of `npm run keyhold operator link`.',
  },
  PERSON_UNFIT: {
    status: 409,
    title: 'This person cannot look after the deployment, or is not to be looked through.',
    hint: 'The address must be proved and the account switched on; operators are not looked through.',
  },
  IMPERSONATION_OFF: {
    status: 404,
    title: "Looking through people's eyes is switched off.",
    hint: 'Whoever runs this deployment sets IMPERSONATION=true, if its people were told of that.',
  },
  OPERATOR_UNNAMED: {
    status: 403,
    title: 'Only a person who signed in may do this, so that the log can say who it was.',
    hint: 'Make yourself an operator with `POST /api/operator/person`, then sign in and name the home account in `Keyhold-Account`.',
  },
  TEAM_NOT_FOUND: {
    status: 404,
    title: 'There is no such team.',
    hint: 'The home account is one: `GET /api/operator/session` tells its id.',
  },
})
