import { demoClient, type Rotation, type Sandbox, startSandbox } from '../../../sandbox/index.ts'

/** The classes of providers by what a refresh does to the refresh token; `strava` speaks Strava's own protocol. */
export const kinds = ['strict', 'grace', 'reuse', 'steady', 'strava'] as const
export type Kind = (typeof kinds)[number]

const classes: Record<
  Exclude<Kind, 'strava'>,
  { atProvider: Rotation; rotation: string; graceSeconds: number }
> = {
  strict: { atProvider: 'strict', rotation: 'single_use', graceSeconds: 0 },
  grace: { atProvider: 'grace', rotation: 'single_use', graceSeconds: 600 },
  reuse: { atProvider: 'reuse', rotation: 'family', graceSeconds: 0 },
  steady: { atProvider: 'static', rotation: 'none', graceSeconds: 0 },
}

export const providerIdOf = (kind: Kind): string => (kind === 'strava' ? 'sandbox' : `${kind}-idp`)

/** Stand-ins on loopback, one for each class. */
export type StandIns = Record<Kind, Sandbox>

export async function startStandIns(): Promise<StandIns> {
  const started = await Promise.all(kinds.map(async (kind) => [kind, await startStandIn(kind)] as const))
  return Object.fromEntries(started) as StandIns
}

const startStandIn = (kind: Kind): Promise<Sandbox> =>
  kind === 'strava'
    ? startSandbox({ rotation: 'strict' })
    : startSandbox({
        profile: 'generic',
        rotation: classes[kind].atProvider,
        graceSeconds: classes[kind].graceSeconds,
      })

/** What a server must be told to call the stand-ins: variables, and the file of those that no catalogue knows. */
export function configurationOf(standIns: StandIns): {
  environment: Record<string, string>
  providersFile: string
} {
  const environment: Record<string, string> = {}
  for (const kind of kinds) {
    const prefix = providerIdOf(kind).toUpperCase().replaceAll('-', '_')
    environment[`${prefix}_BASE_URL`] = standIns[kind].url
    environment[`${prefix}_CLIENT_ID`] = demoClient.id
    environment[`${prefix}_CLIENT_SECRET`] = demoClient.secret
  }
  const entries = kinds.filter((kind) => kind !== 'strava').map((kind) => entryOf(kind))
  return { environment, providersFile: JSON.stringify(entries) }
}

const entryOf = (kind: Exclude<Kind, 'strava'>) => ({
  id: providerIdOf(kind),
  title: `Provider, ${kind}`,
  authorizeUrl: 'http://stand-in.invalid/oauth/authorize',
  tokenUrl: 'http://stand-in.invalid/oauth/token',
  revoke: {
    url: 'http://stand-in.invalid/oauth/revoke',
    authentication: 'client_secret_post',
    token: 'refresh_token',
  },
  scopes: { default: ['openid', 'profile'] },
  identity: {
    from: 'userinfo',
    url: 'http://stand-in.invalid/userinfo',
    subject: ['/sub'],
    label: [['/name']],
  },
  rotation: classes[kind].rotation,
  graceSeconds: classes[kind].graceSeconds,
})
