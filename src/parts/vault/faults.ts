import { defineFaults } from '../../kit/fault.ts'

/** One answer outside for every reason a sealed secret does not open; the reason is in the audit entry alone. */
export const vaultFaults = defineFaults('vault', {
  SECRET_UNREADABLE: {
    status: 500,
    title: 'A stored secret cannot be opened.',
    hint: 'The operator finds the reason in the audit log under `secret.refused`; `keyhold doctor` checks the keys.',
  },
  ROTATION_UNDER_WAY: {
    status: 409,
    title: 'A rotation of the root key is under way.',
    hint: 'Watch it with `keyhold keys status`; `again` begins another on top of it.',
    shows: ['fromKey'],
  },
  KEYRING_UNAVAILABLE: {
    status: 503,
    title: 'What wraps the root keys does not answer, or refuses: no new key was made.',
    hint: 'Mend what `reason` names, then ask again; `keyhold doctor` tells more.',
    shows: ['reason', 'retryAfterSeconds'],
  },
  ROOT_KEY_NOT_FOUND: {
    status: 404,
    title: 'There is no such root key.',
    hint: 'List them with `keyhold keys status`.',
    shows: ['key'],
  },
  ROOT_KEY_NEEDED: {
    status: 409,
    title: 'This root key cannot be destroyed yet.',
    hint: '`because` says what still needs it: rotate first, let re-sealing end, wait until the moment given, or remove the backups that are named (or send `despiteBackups`: their secrets then open nowhere).',
    shows: ['key', 'because', 'rows', 'waiting', 'until', 'backups'],
  },
})

/** Why a sealed record did not open. */
export type RefusalReason =
  | 'TOO_SHORT'
  | 'UNKNOWN_FORMAT'
  | 'KEY_MISSING'
  | 'SHREDDED'
  | 'WRONG_KEY'
  | 'TAMPERED'

export class Refused extends Error {
  override readonly name = 'Refused'
  readonly reason: RefusalReason
  readonly keyId: number | undefined
  constructor(reason: RefusalReason, keyId?: number) {
    super(reason)
    this.reason = reason
    this.keyId = keyId
  }
}

/** Why the keyring does not serve. Those of KMS are what it answered, by name. */
export type KeyringReason =
  | 'OTHER_KEYRING'
  | 'OTHER_KEY'
  | 'WRONG_CONTEXT'
  | 'UNREACHABLE'
  | 'UNAVAILABLE'
  | 'THROTTLED'
  | 'PAUSED'
  | 'ACCESS_DENIED'
  | 'KEY_DISABLED'
  | 'KEY_PENDING_DELETION'
  | 'KEY_NOT_FOUND'
  | 'KEY_UNUSABLE'
  | 'CREDENTIALS_MISSING'
  | 'CREDENTIALS_REFUSED'
  | 'CLOCK_OFF'
  | 'REGION_WRONG'
  | 'UNFORESEEN'

/**
 * The keys do not fit the database, or cannot be asked for: the process must not start. Says which key is wanted and
 * which was offered, or what stands in the way, and the cure.
 */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
  readonly reason: KeyringReason | undefined
  constructor(message: string, { reason, cause }: { reason?: KeyringReason; cause?: unknown } = {}) {
    super(message, cause === undefined ? {} : { cause })
    this.reason = reason
  }
}
