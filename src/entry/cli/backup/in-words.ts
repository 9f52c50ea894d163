import { BackupProblem } from '../../../parts/operations/index.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
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
    throw cause
  }
}
