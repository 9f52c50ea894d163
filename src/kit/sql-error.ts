import type pg from 'pg'
import { faults } from './fault.ts'

/** What PostgreSQL refused, by SQLSTATE; its `detail` is dropped, as it holds values. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
  readonly code: string
  readonly constraint: string | undefined
  constructor(code: string, constraint: string | undefined, text: string) {
    super(
      `SQLSTATE ${code}${constraint ? ` (${constraint})` : ''} in: ${text.replace(/\s+/g, ' ').trim().slice(0, 120)}`,
    )
    this.code = code
    this.constraint = constraint
  }
}

/** COMMIT was sent and its answer never came: the work may or may not have happened. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'
}

/** PostgreSQL answers COMMIT of a failed transaction with ROLLBACK, and pg calls that a success. */
export function checkCommit(commit: PromiseSettledResult<pg.QueryResult>): void {
  if (commit.status === 'rejected')
    throw new CommitUnknown('the answer to COMMIT never came', { cause: commit.reason })
  if (commit.value.command !== 'COMMIT') throw new SqlError('25P02', undefined, 'commit answered ROLLBACK')
}

const isSqlState = (code: unknown): code is string => typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)

export function translate(error: unknown, text: string): unknown {
  if (!(error instanceof Error) || error instanceof SqlError || error.name === 'Fault') return error
  if (error instanceof CommitUnknown) return error
  const { code, constraint, severity } = error as Error & {
    code?: unknown
    constraint?: string
    severity?: string
  }
  // 57P0x: the server is going down; 53300: too many connections; class 08: the connection broke.
  if (isSqlState(code) && severity !== undefined)
    return /^(57P0|08|53)/.test(code) ? unavailable(error) : new SqlError(code, constraint, text)
  return isConnectionTrouble(error) ? unavailable(error) : error
}

const isConnectionTrouble = (error: Error): boolean =>
  /^(ECONN|ENOENT|EPIPE|ETIMEDOUT|EHOST|ENET|EAI_)/.test(String((error as { code?: unknown }).code ?? '')) ||
  /Connection terminated|connection error|Client was closed|Query read timeout|timeout exceeded|timeout expired/i.test(
    error.message,
  )

export const unavailable = (cause: unknown) =>
  faults.DATABASE_UNAVAILABLE({ retryAfterSeconds: 1 }, { cause })
