import type { DataSet } from './data-set.ts'
import { fitbitActivities } from './providers/fitbit.ts'
import { stravaActivities } from './providers/strava.ts'

/** Every data set that a connection can have. */
export const dataSets: readonly DataSet[] = [stravaActivities, fitbitActivities]

export const dataSetsOf = (provider: string): readonly DataSet[] =>
  dataSets.filter(({ providers }) => providers.includes(provider))

/** The one of that name that the provider has. */
export const findDataSet = (provider: string, name: string): DataSet | undefined =>
  dataSetsOf(provider).find((dataSet) => dataSet.name === name)

/** Providers that post events in the form of push subscriptions. */
export const pushers: ReadonlySet<string> = new Set(
  dataSets.filter(({ pushes }) => pushes).flatMap(({ providers }) => providers),
)
