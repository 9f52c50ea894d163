/** Why a row was not imported, with its cure. No value of the row is in any of them. */
export const failureTexts = {
  missing: 'It is empty: the row is half-written. Connect the account here instead.',
  invalid: 'It is not of the form that the old system writes. Connect the account here instead.',
  too_long: 'It is longer than any the old system stores. Connect the account here instead.',
  not_encrypted:
    'It is no ciphertext of the old system: stored in plain by an early version, or cut off. Connect the account here instead.',
  no_key:
    'It names a data key that was not given. Give that one, the fallback key, or start the server with the KMS settings of the old system.',
  wrong_key:
    'It does not open with the key given, or was altered. Give the one the old system ran with, to the letter.',
  damaged: 'It is of the right key and was damaged before it was signed. Connect the account here instead.',
  no_token:
    'What is in it is no token: it holds blanks or characters beyond ASCII. Connect the account here instead.',
  still_encrypted: 'What is in it is another ciphertext, encrypted twice. Connect the account here instead.',
  service_account:
    'It opens and is the key of a service account, which Keyhold does not keep yet. Leave it with what uses it.',
  other_app:
    'It opens and holds a refresh token, which belongs to the app it was made with. Connect the account here instead.',
  provider_missing:
    'It opens, and there is no provider of that name here that takes API keys. Declare it in KEYHOLD_PROVIDERS_FILE, restart, import again.',
  other_secret_here:
    'Another credential of this account is here already. Delete that one (`connections delete`), then import again.',
  owner_is_another:
    'This deployment already shows another account. Sign in as operator, open the authorize address to replace it, then import again.',
  not_the_configured_owner:
    'The owner id in the settings (<PROVIDER>_OWNER_ID) names another account. Correct or unset it, restart, import again.',
  held_by_another:
    'Another connection here stands on this account’s only grant. Delete that one (`connections delete`), then import again.',
  awaits_confirmation:
    'A connection of this account waits for its confirmation. Confirm it or let it end, then import again.',
  refresh_under_way: 'Its token is being refreshed at this moment. Import again in a minute.',
  user_is_erased: 'This user is being erased here. Wait until the erasure has ended, then import again.',
} as const

export type FailureReason = keyof typeof failureTexts
