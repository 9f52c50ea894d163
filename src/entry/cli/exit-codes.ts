/** What a shell is told. `unavailable` is EX_UNAVAILABLE of sysexits.h: trying again later makes sense. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  conflict: 5,
  unavailable: 69,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

const byStatus: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.usage,
  401: exitCodes.refused,
  403: exitCodes.refused,
  404: exitCodes.notFound,
  409: exitCodes.conflict,
  423: exitCodes.conflict,
  429: exitCodes.unavailable,
  502: exitCodes.unavailable,
  503: exitCodes.unavailable,
  504: exitCodes.unavailable,
}

/** The exit code of a command whose request was answered with this HTTP status, 400 to 599. */
export const exitCodeOfStatus = (status: number): ExitCode => byStatus[status] ?? exitCodes.failed
