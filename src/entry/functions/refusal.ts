import { Fault, faults, problemResponse } from '../../kit/fault.ts'
import type { Log } from '../../kit/log.ts'
import { SettingsError } from '../../kit/settings.ts'
import { KeyringError } from '../../parts/vault/index.ts'

/** The public is told what kind of thing it is; what exactly, and its cure, is for the log. */
export function refusal(log: Log, error: unknown, requestId: string): Response {
  const isSetUp = !(error instanceof SettingsError || error instanceof KeyringError)
  const fault = error instanceof Fault ? error : isSetUp ? faults.INTERNAL() : faults.MISCONFIGURED()
  const words = isSetUp ? `cannot serve: ${fault.spec.title} ${fault.spec.hint}` : (error as Error).message
  log[fault.status < 500 ? 'warn' : 'error'](words, { requestId, error })
  return problemResponse(fault, requestId)
}
