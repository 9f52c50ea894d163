import { z } from 'zod'

/** Which provider's manners are spoken: Strava's, or plain RFC 6749 with userinfo and discovery. */
export type Profile = 'strava' | 'generic'

/** An app registered at the sandbox. No secret at all makes it a public client. */
export interface ClientOption {
  id: string
  /** A pair while a rotation of the secret is under way: both are accepted. */
  secret: string | string[]
  name?: string
  /** Hosts a redirect URI may have, besides those of loopback, which are always allowed. */
  callbackDomains?: string[]
}

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number
  host?: '127.0.0.1'
  /** Default `strava`. */
  profile?: Profile
  /** Default `strict`. */
  rotation?: Rotation
  /** For `grace`: how long a superseded refresh token is still taken. Default 60. */
  graceSeconds?: number
  /** Life of an access token. Default 21600. */
  accessTokenSeconds?: number
  /**
   * A refresh hands the same access token back while it lives longer than this; `null` makes a new one every time.
   * Default 3600 for `strava`, `null` for `generic`.
   */
  refreshAheadSeconds?: number | null
  /** Default: one app, `demoClient`. */
  clients?: ClientOption[]
  /** The moment in milliseconds. Default the host's clock. */
  now?: () => number
  /** Wait between the work and its answer, for all but `/_control`. Default 0. */
  latencyMilliseconds?: number
}

/** The app that is registered when no other is named. */
export const demoClient = { id: '10001', secret: 'sandbox-secret', name: 'Keyhold on this machine' } as const

const count = z.number().int().min(0)
const window = z.tuple([count, count])

export const settingsShape = z.strictObject({
  rotation: z.enum(['strict', 'grace', 'reuse', 'static']),
  graceSeconds: z.number().min(0),
  accessTokenSeconds: z.number().int().min(1),
  refreshAheadSeconds: z.number().min(0).nullable(),
  /** `pair`: one grant for an athlete and an app, however often they consent. `consent`: a grant of its own each time. */
  grantPer: z.enum(['pair', 'consent']),
  latencyMilliseconds: z.number().min(0),
  /** Added to the `Date` header only. */
  dateSkewSeconds: z.number(),
  /** Everything but `/_control` answers 503. */
  outage: z.boolean(),
  /** Approves without a page, unless `approval_prompt=force`. */
  autoApprove: z
    .strictObject({ athleteId: z.number().int(), scopes: z.array(z.string()).optional() })
    .nullable(),
  /** Calls an app may make in a quarter of an hour and in a day (UTC). */
  limits: z.strictObject({ total: window, read: window }),
  /** Wait between the up to three attempts to deliver an event. */
  eventRetryMilliseconds: z.number().min(0),
})

/** The knobs; each may be turned while the sandbox runs. */
export type Settings = z.output<typeof settingsShape>

/**
 * What becomes of a refresh token when a new access token is made. `strict`: replaced, the old one is dead at once.
 * `grace`: the old one is taken for `graceSeconds` more. `reuse`: presenting an old one ends the whole grant.
 * `static`: it never changes.
 */
export type Rotation = Settings['rotation']

/** The settings as they stand right after the start. */
export function initialSettings(options: SandboxOptions): Settings {
  const isStrava = (options.profile ?? 'strava') === 'strava'
  const refreshAhead = options.refreshAheadSeconds
  return settingsShape.parse({
    rotation: options.rotation ?? 'strict',
    graceSeconds: options.graceSeconds ?? 60,
    accessTokenSeconds: options.accessTokenSeconds ?? 21_600,
    refreshAheadSeconds: refreshAhead === undefined ? (isStrava ? 3600 : null) : refreshAhead,
    grantPer: isStrava ? 'pair' : 'consent',
    latencyMilliseconds: options.latencyMilliseconds ?? 0,
    dateSkewSeconds: 0,
    outage: false,
    autoApprove: null,
    limits: { total: [200, 2000], read: [100, 1000] },
    eventRetryMilliseconds: 1000,
  })
}
