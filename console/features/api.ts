import { ask, type Got } from '../ask.ts'

/** Features that can be switched while all runs. */
export type Features = Got<'/api/flags'>
export type Flag = Features['flags'][number]
export type FlagName = Flag['name']
export type CsrfCounts = Features['csrf']['refused']

export const featuresApi = {
  show: () => ask.get('/api/flags'),
  /** `on: null`: as by default. */
  change: (name: FlagName, on: boolean | null) => ask.put('/api/flags', { body: { name, on } }),
}
