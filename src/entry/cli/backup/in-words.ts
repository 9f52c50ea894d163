import { Fault } from '../../../kit/fault.ts'
import { BackupProblem } from '../../../parts/operations/index.ts'
import { type ExitCode, exitCodeOfStatus, exitCodes } from '../exit-codes.ts'
import { Trouble } from '../trouble.ts'

const exitCodeOf: Partial<Record<BackupProblem['code'], ExitCode>> = {
  NOT_EMPTY: exitCodes.conflict,
  WRONG_KEY: exitCodes.refused,
  KEYS_MISSING: exitCodes.notFound,
}

/** Runs a backup or a restore; what goes wrong is told with its cure. */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof BackupProblem) {
      const { message, cure: hint, code } = cause
      throw new Trouble(message, { code, hint, exitCode: exitCodeOf[code] ?? exitCodes.failed, cause })
    }
    if (cause instanceof Fault) {
      const { spec, code, status } = cause
      const said = cause.cause instanceof Error ? cause.cause.message : ''
      const hint = 'Check DATABASE_URL and DATABASE_OWNER_URL, and that the server runs.'
      const details = said === '' ? [] : [said]
      throw new Trouble(spec.title, { code, hint, details, exitCode: exitCodeOfStatus(status), cause })
    }
    throw cause
  }
}
