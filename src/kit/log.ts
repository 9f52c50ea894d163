/** Lines for the operator. Fields pass an allow-list: an unknown field's value is left out, its name kept. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}

export type LogFields = Record<string, unknown>

/** The only names whose values are written. A new name is a decision: could its value ever hold a secret or a person? */
export const allowedFields: ReadonlySet<string> = new Set([
  'requestId',
  'errorId',
  'method',
  'route',
  'status',
  'milliseconds',
  'part',
  'job',
  'count',
  'code',
  'connectionId',
  'accountId',
  'attempt',
  'generation',
  'provider',
  'kind',
  'port',
  'url',
  'address',
  'signal',
  'version',
  'migration',
  'reason',
  'deadline',
  'retryAfterSeconds',
  'point',
  'instance',
  'bytes',
])

export function loggable(fields: LogFields = {}): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'error') written.error = describeError(value)
    else if (allowedFields.has(name)) written[name] = value
    else written[name] = '[left out]'
  }
  return written
}

/** Code, class and place of an error: its message only when we wrote it (a driver's message may hold values). */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const described: Record<string, unknown> = {
    type: error.name,
    at: placeOf(error),
  }
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string') described.code = code
  if (error.name === 'Fault' || error.name === 'SqlError') described.message = error.message
  if (error.cause !== undefined) described.cause = describeError(error.cause)
  return described
}

/** The first frame of the stack, which begins with the message: its lines may look like one. */
function placeOf({ stack = '', message }: Error): string | undefined {
  const frames = stack.slice(stack.indexOf(message) + message.length)
  return /^ {4}(at .+)$/m.exec(frames)?.[1]
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
