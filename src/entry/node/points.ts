import type { Environment } from '../../kit/settings.ts'
import type { World } from '../../kit/world.ts'

/**
 * Fault tests stop this process when it first comes to a labelled point: `KEYHOLD_FAILPOINT=save.sealed:kill` (or `:stop`, or
 * `:throw:words`, an error with these words that nobody catches), only with NODE_ENV=test. Everywhere else a point is nothing.
 */
export function pointsOf(environment: Environment): World['point'] {
  const wanted = environment.NODE_ENV === 'test' ? environment.KEYHOLD_FAILPOINT : undefined
  if (!wanted) return () => undefined
  const [name, act, words] = wanted.split(':')
  let isOver = false
  return (reached) => {
    if (reached !== name || isOver) return
    isOver = true
    if (act === 'throw') {
      setImmediate(() => {
        throw Object.assign(new Error(words, { cause: new Error(words) }), { value: words })
      })
      return
    }
    process.kill(process.pid, act === 'stop' ? 'SIGSTOP' : 'SIGKILL')
  }
}
