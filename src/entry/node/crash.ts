import type { Log } from '../../kit/log.ts'

/**
 * An error that nobody caught ends the process with exit code 1 and a line of the log: its code, class and place, as of
 * every error. Node itself would print the message and all members, which may hold a secret. A report that Node was asked
 * for (`--report-uncaught-exception`, `--report-on-fatalerror`) is written without the environment, where secrets stand,
 * and without that message.
 */
export function endWithoutSecrets(log: Log): void {
  const { report } = process
  report.excludeEnv = true
  process.on('uncaughtException', (error) => {
    log.error('the process ends: nobody caught an error', { error })
    if (report.reportOnUncaughtException) report.writeReport(new Error('left out: the log has its place'))
    process.exit(1)
  })
}
