import { KeyringError, type KeyringReason } from '../faults.ts'
import type { KmsConfig } from './settings.ts'

/** Names that KMS and the SDK give to what went wrong. Source: the API reference's list of errors of GenerateDataKey, Encrypt and Decrypt. */
const reasonByName: Readonly<Record<string, KeyringReason>> = {
  AccessDeniedException: 'ACCESS_DENIED',
  DisabledException: 'KEY_DISABLED',
  NotFoundException: 'KEY_NOT_FOUND',
  InvalidCiphertextException: 'WRONG_CONTEXT',
  IncorrectKeyException: 'OTHER_KEY',
  InvalidKeyUsageException: 'KEY_UNUSABLE',
  InvalidArnException: 'REGION_WRONG',
  InvalidAliasNameException: 'KEY_NOT_FOUND',
  ThrottlingException: 'THROTTLED',
  TooManyRequestsException: 'THROTTLED',
  RequestLimitExceeded: 'THROTTLED',
  LimitExceededException: 'THROTTLED',
  KeyUnavailableException: 'UNAVAILABLE',
  DependencyTimeoutException: 'UNAVAILABLE',
  KMSInternalException: 'UNAVAILABLE',
  ServiceUnavailableException: 'UNAVAILABLE',
  InternalFailure: 'UNAVAILABLE',
  CredentialsProviderError: 'CREDENTIALS_MISSING',
  TokenProviderError: 'CREDENTIALS_MISSING',
  UnrecognizedClientException: 'CREDENTIALS_REFUSED',
  InvalidClientTokenId: 'CREDENTIALS_REFUSED',
  ExpiredTokenException: 'CREDENTIALS_REFUSED',
  ExpiredToken: 'CREDENTIALS_REFUSED',
  MissingAuthenticationTokenException: 'CREDENTIALS_REFUSED',
  IncompleteSignatureException: 'CREDENTIALS_REFUSED',
  IncompleteSignature: 'CREDENTIALS_REFUSED',
  InvalidSignatureException: 'CREDENTIALS_REFUSED',
  SignatureDoesNotMatch: 'CREDENTIALS_REFUSED',
  RequestExpired: 'CLOCK_OFF',
  RequestTimeTooSkewed: 'CLOCK_OFF',
}

type About = Pick<KmsConfig, 'keyId' | 'region' | 'origin'>

/** What happened, and behind the semicolon the cure. */
const words: Readonly<Record<KeyringReason, (about: About) => string>> = {
  OTHER_KEYRING: () => 'the root keys are of another keyring; start with the one they were made with',
  OTHER_KEY: ({ keyId }) =>
    `AWS KMS says that another key than ${keyId} wrapped this; set KMS_KEY_ID to the key this database was made with`,
  WRONG_CONTEXT: () =>
    'AWS KMS does not open this: it was altered, or wrapped for another deployment, key id or purpose; restore table encryption_keys from a backup',
  UNREACHABLE: ({ origin }) =>
    `AWS KMS does not answer at ${origin}; check the network, a proxy or VPC endpoint on the way, AWS_REGION and AWS_ENDPOINT_URL_KMS, then start again`,
  UNAVAILABLE: ({ region }) =>
    `AWS KMS has a failure of its own in ${region}; wait for it (health.aws.amazon.com), then start again`,
  THROTTLED: ({ region }) =>
    `AWS KMS answers that there are too many requests in ${region}; find who else uses up the account's quota, then start again`,
  PAUSED: ({ origin }) =>
    `AWS KMS at ${origin} failed again and again, and is left alone for some seconds; wait`,
  ACCESS_DENIED: ({ keyId }) =>
    `AWS KMS refuses us the key ${keyId}; allow kms:GenerateDataKey, kms:Encrypt and kms:Decrypt on it in the role's policy and in the key's`,
  KEY_DISABLED: ({ keyId }) =>
    `the key ${keyId} at AWS KMS is disabled; enable it: aws kms enable-key --key-id ${keyId}`,
  KEY_PENDING_DELETION: ({ keyId }) =>
    `the key ${keyId} at AWS KMS is about to be deleted, and with it everything sealed here; save it now: aws kms cancel-key-deletion --key-id ${keyId}, then enable-key`,
  KEY_NOT_FOUND: ({ keyId, region }) =>
    `AWS KMS knows no key ${keyId} in ${region}; check KMS_KEY_ID, AWS_REGION and whose account the credentials are of`,
  KEY_UNUSABLE: ({ keyId }) =>
    `the key ${keyId} at AWS KMS cannot be used this way, or not now; give a symmetric key (ENCRYPT_DECRYPT) that is enabled`,
  CREDENTIALS_MISSING: () =>
    'there are no AWS credentials; run with a role that may use the key, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  CREDENTIALS_REFUSED: () =>
    'AWS refuses the credentials: unknown, expired, or with another secret; renew the role or mend AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
  CLOCK_OFF: () => "AWS refuses the signature's time; set this machine's clock (timedatectl set-ntp true)",
  REGION_WRONG: ({ keyId, region }) =>
    `the key ${keyId} is none of the region ${region}, or the signature names another region; set AWS_REGION to the key's region`,
  UNFORESEEN: ({ keyId }) =>
    `AWS KMS refuses the key ${keyId} with an error nobody foresaw; look it up by the name below`,
}

/** Reasons for which asking again may help, as nothing that we sent is wrong. */
const passing: ReadonlySet<KeyringReason> = new Set(['UNREACHABLE', 'UNAVAILABLE', 'THROTTLED'])
export const isPassing = ({ reason }: KeyringError): boolean => reason !== undefined && passing.has(reason)

/** The call did not come to an answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** What the SDK threw, as a class with words and cure. */
export function kmsTrouble(error: unknown, about: About): KeyringError {
  const { name, message, $metadata } = error as SdkError
  const reason = reasonOf(error as SdkError)
  return new KeyringError(words[reason](about), { reason, cause: told(reason, name, message, $metadata) })
}

export const pausedTrouble = (about: About, cause: KeyringError): KeyringError =>
  new KeyringError(words.PAUSED(about), { reason: 'PAUSED', cause })

interface SdkError extends Error {
  $metadata?: { httpStatusCode?: number; requestId?: string }
}

function reasonOf(error: SdkError): KeyringReason {
  const { name, message, $metadata } = error
  if (error instanceof NoAnswer) return 'UNREACHABLE'
  if (name === 'KMSInvalidStateException')
    return /pending (replica )?deletion/i.test(message) ? 'KEY_PENDING_DELETION' : 'KEY_UNUSABLE'
  if (name === 'InvalidSignatureException') {
    if (/scoped to a valid region/i.test(message)) return 'REGION_WRONG'
    if (/signature (expired|not yet current)/i.test(message)) return 'CLOCK_OFF'
  }
  const known = reasonByName[name]
  if (known) return known
  const status = $metadata?.httpStatusCode ?? 0
  if (status === 429) return 'THROTTLED'
  return status >= 500 ? 'UNAVAILABLE' : 'UNFORESEEN'
}

const longestSaid = 300

/** AWS's own words. Not about credentials: those repeat what was signed, and a session token is part of it. */
function told(reason: KeyringReason, name: string, message: string, metadata: SdkError['$metadata']): Error {
  const isAboutSigning =
    reason.startsWith('CREDENTIALS') || reason === 'CLOCK_OFF' || reason === 'REGION_WRONG'
  const said = isAboutSigning || !message ? '' : `: ${message.slice(0, longestSaid)}`
  const request = metadata?.requestId ? ` (request ${metadata.requestId})` : ''
  return new Error(`${name}${said}${request}`)
}
