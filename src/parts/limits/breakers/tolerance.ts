import { breakersOf000 } from '../policies/source-000.ts'

/** What is asked of a provider. Each class may be away while another is there. */
export const operationClasses = ['refresh', 'exchange', 'api'] as const
export type OperationClass = (typeof operationClasses)[number]

/** One breaker: a provider, and a class of operations with it. */
export interface Breaker {
  provider: string
  operation: OperationClass
}

/** `strava/refresh`: its name in the database, to the operator and in the log. */
export const breakerName = ({ provider, operation }: Breaker): string => `${provider}/${operation}`

/** @returns null for a name of another form; whether there is such a provider it does not know */
export function breakerOf(name: string): Breaker | null {
  const slash = name.lastIndexOf('/')
  const operation = operationClasses.find((each) => each === name.slice(slash + 1))
  return operation && slash > 0 ? { provider: name.slice(0, slash), operation } : null
}

/** What a breaker bears before it opens, and for how long it then stays so. */
export interface Tolerance {
  /** Outages in a row, over all callers; 1 to 1,000. */
  failures: number
  /** Until a probe goes out, plus up to 1 s by chance; 1 to 3,600. More than 8 breaks the promise of 10 s. */
  openSeconds: number
}

// The first call after an outage is to go out within 10 s; one probe each few seconds is no load.
const openSeconds = 4

/** Source 000's counts, and our own time. */
export const builtInTolerances: Readonly<Record<OperationClass, Tolerance>> = {
  refresh: { failures: breakersOf000.refresh.failures, openSeconds },
  exchange: { failures: breakersOf000.exchange.failures, openSeconds },
  api: { failures: breakersOf000.refresh.failures, openSeconds },
}
