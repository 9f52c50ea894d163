import type { Environment } from '../../kit/settings.ts'
import type { World } from '../../kit/world.ts'

/**
 * Fault tests stop this process at a labelled point: `KEYHOLD_FAILPOINT=save.sealed:kill` (or `:stop`), only with
 * NODE_ENV=test. Everywhere else a point is nothing.
 */
export function pointsOf(environment: Environment): World['point'] {
  const wanted = environment.NODE_ENV === 'test' ? environment.KEYHOLD_FAILPOINT : undefined
  if (!wanted) return () => undefined
  const [name, act] = wanted.split(':')
  return (reached) => {
    if (reached === name) process.kill(process.pid, act === 'stop' ? 'SIGSTOP' : 'SIGKILL')
  }
}
