import { defineFaults } from '../../kit/fault.ts'

/** One answer outside for every reason a sealed secret does not open; the reason is in the audit entry alone. */
export const vaultFaults = defineFaults('vault', {
  SECRET_UNREADABLE: {
    status: 500,
    title: 'A stored secret cannot be opened.',
    hint: 'The operator finds the reason in the audit log under `secret.refused`; `keyhold doctor` checks the keys.',
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

/** The keys do not fit the database: the process must not start. Says which key is wanted and which was offered. */
export class KeyringError extends Error {
  override readonly name = 'KeyringError'
}
