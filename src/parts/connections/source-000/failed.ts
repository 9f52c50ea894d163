import { Fault } from '../../../kit/fault.ts'
import { hint000, refused000, withShown } from '../../../kit/fault-000.ts'
import type { World } from '../../../kit/world.ts'
import { breaking, circuitHeader, type CircuitOf } from './circuit.ts'

/** Those that mean the request and not the work: answered as they are. */
const passedOn = new Set(['REFUSED_AS_000', 'UNAUTHENTICATED', 'FORBIDDEN', 'BAD_REQUEST'])

/**
 * Does the work of a function. What goes wrong is told in the function's own words: 503 with a time to come back where
 * waiting helps, else 500 as the source had it, and `retry` says whether the same may work later. `operation`: which
 * breaker stands before it; default that of refreshes.
 */
export async function inWords<T>(
  world: World,
  error: string,
  work: () => Promise<T>,
  operation: CircuitOf = 'refresh',
): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof Fault && passedOn.has(cause.code)
      ? cause
      : await failed(world, error, cause, operation)
  }
}

async function failed(world: World, error: string, cause: unknown, operation: CircuitOf): Promise<Fault> {
  const state = await circuitNow(world, operation)
  const fault = cause instanceof Fault ? cause : undefined
  if (!fault || fault.status === 500) world.log.error('a function of source 000 failed', { error: cause })
  const retryAfter = fault?.retryAfterSeconds
  const told = { error, circuit_state: state, retry: retryAfter !== undefined || mayRetry(fault) }
  const body = fault ? withShown({ ...told, code: fault.code, message: hint000(fault) }, fault) : told
  return refused000(retryAfter === undefined ? 500 : 503, body, {
    headers: {
      ...(state && circuitHeader(state)),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
    cause,
  })
}

const mayRetry = (fault: Fault | undefined): boolean =>
  fault === undefined || fault.context.retry === true || fault.status === 500

/** Unknown where the database that holds it is what failed. */
const circuitNow = async (world: World, operation: CircuitOf) => {
  try {
    return (await breaking(world, operation)).state
  } catch (error) {
    world.log.warn('the state of the breaker could not be read', { error })
    return null
  }
}
