export type BackupProblemCode =
  | 'NOT_A_BACKUP'
  | 'FORMAT_UNKNOWN'
  | 'WRONG_KEY'
  | 'TRUNCATED'
  | 'REORDERED'
  | 'ALTERED'
  | 'SCHEMA_NEWER'
  | 'SCHEMA_OTHER'
  | 'KEYS_MISSING'
  | 'KEYS_FOREIGN'
  | 'KEYS_OLDER'
  | 'NOT_MIGRATED'
  | 'NOT_COVERED'
  | 'NOT_EMPTY'
  | 'NOT_VERIFIED'

/** Why there is no backup, or no restore. Message and cure are for the operator; no secret goes into them. */
export class BackupProblem extends Error {
  override readonly name = 'BackupProblem'
  readonly code: BackupProblemCode
  /** What to do about it, in full sentences. */
  readonly cure: string

  constructor(code: BackupProblemCode, found: string, cure: string, options: { cause?: unknown } = {}) {
    super(found, options)
    this.code = code
    this.cure = cure
  }
}
