/** What a check found. `fail`: it does not work, or is not safe; `warn`: it works, and somebody should know. */
export interface Finding {
  /** Permanent name of the check, for scripts. */
  check: string
  level: 'ok' | 'warn' | 'fail'
  /** What was found, in words; no secret. */
  text: string
  /** The command or setting that mends it; `null` when all is well. */
  fix: string | null
}

export const ok = (check: string, text: string): Finding => ({ check, level: 'ok', text, fix: null })
export const warn = (check: string, text: string, fix: string): Finding => ({
  check,
  level: 'warn',
  text,
  fix,
})
export const fail = (check: string, text: string, fix: string): Finding => ({
  check,
  level: 'fail',
  text,
  fix,
})

/** A check that could not be made, in the words of what stood in the way. */
export function failed(check: string, error: unknown, fix: string): Finding {
  const { message, cure } = error as { message?: string; cure?: string }
  const text =
    cure && message?.endsWith(cure) ? message.slice(0, -cure.length).trim() : (message ?? String(error))
  return fail(check, text, cure ?? fix)
}
