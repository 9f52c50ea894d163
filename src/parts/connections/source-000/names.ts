import { source } from '../imports/source-000.ts'

/** The one provider that source 000 is about. */
export const provider = source.provider

const functionAt = (name: string): string => `/.netlify/functions/${name}`

/** Where clients of source 000 call its functions. */
export const addresses = {
  status: functionAt('strava-token-status'),
  refresh: functionAt('strava-refresh-token'),
  exchange: functionAt('strava-oauth-exchange'),
  autoRefresh: functionAt('strava-auto-refresh'),
  revoke: functionAt('strava-revoke-token'),
  proxy: functionAt('strava-proxy'),
} as const

export const words = {
  /** Its breakers: before refreshes, and before exchanges of codes. */
  breakers: { refresh: 'strava-api', exchange: 'strava-oauth' },
  revoked: 'Strava token revoked successfully',
  notRevoked: 'Failed to revoke token with Strava',
} as const

/** Of what was granted, one must begin so: without it there is nothing to read there. */
export const neededScope = 'activity:read'
