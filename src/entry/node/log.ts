import pino from 'pino'
import { type Log, type LogFields, loggable } from '../../kit/log.ts'

/**
 * JSON lines on standard error; values only of the fields on the allow-list.
 * @param isHeldBack default true: written when there is time, which is cheaper; false where a process may be held still or ended at any moment
 */
export function pinoLog(level: string, { isHeldBack = true } = {}): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: !isHeldBack }),
  )
  const at = (name: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) =>
    logger[name](loggable(fields), message)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
