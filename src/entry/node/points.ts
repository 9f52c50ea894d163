import type { Environment } from '../../kit/settings.ts'
import type { World } from '../../kit/world.ts'

/**
 * Fault tests stop this process when it first comes to a labelled point: `KEYHOLD_FAILPOINT=save.sealed:kill` (or `:stop`), only with
 * NODE_ENV=test. Everywhere else a point is nothing.
 */
export function pointsOf(environment: Environment): World['point'] {
  const wanted = environment.NODE_ENV === 'test' ? environment.KEYHOLD_FAILPOINT : undefined
  if (!wanted) return () => undefined
  const [name, act] = wanted.split(':')
  let isOver = false
  return (reached) => {
    if (reached !== name || isOver) return
    isOver = true
    process.kill(process.pid, act === 'stop' ? 'SIGSTOP' : 'SIGKILL')
  }
}
