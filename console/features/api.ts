import { call } from '../api.ts'

/** Features that can be switched while all runs. Times are RFC 3339 text in UTC. */

export type FlagName =
  | 'EMAIL_ENABLED'
  | 'TWO_FACTOR_ENABLED'
  | 'CSRF_ENABLED'
  | 'PR_INTEL_ENABLED'
  | 'FLAKY_DETECTOR_ENABLED'
  | 'SCHEMA_DIFF_ENABLED'
  | 'SYNTHETIC_JOURNEY_ENABLED'

export type Flag = {
  name: FlagName
  title: string
  on: boolean
  /** Who says so: the environment, above the operator, above the default. */
  from: 'environment' | 'operator' | 'default'
  changedAt: string | null
}

export type CsrfCounts = Record<'missing' | 'invalid' | 'crossSite', number>

export type Features = { flags: Flag[]; csrf: { refused: CsrfCounts; reported: CsrfCounts } }

export const featuresApi = {
  show: () => call<Features>('GET', '/api/flags'),
  /** `on: null`: as by default. */
  change: (name: FlagName, on: boolean | null) => call<Features>('PUT', '/api/flags', { body: { name, on } }),
}
