import { z } from 'zod'
import {
  errorRule,
  identity,
  pointer,
  providerId,
  rateWindow,
  retry,
  revocation,
  urlTemplate,
  webUrl,
} from './fields.ts'
import type { ProviderHooks } from './hooks.ts'

/** Parameters we set ourselves; a provider's fixed ones may not replace them. */
const ownParameters = new Set([
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'grant_type',
  'nonce',
  'redirect_uri',
  'refresh_token',
  'response_mode',
  'response_type',
  'state',
])

const fixedParameters = z
  .record(z.string(), z.string())
  .refine((given) => !Object.keys(given).some((name) => ownParameters.has(name)), {
    error: `may not set ${[...ownParameters].join(', ')}: Keyhold does`,
  })
  .default({})

/**
 * An issuer of accounts, as data. Lengths are whole seconds. What a provider's own documentation leaves open is listed
 * in `unverified`, never guessed in silence; its rules err towards never killing a grant that lives.
 */
export const providerSchema = z
  .strictObject({
    /** Permanent, part of our addresses and of environment variables (`my-idp` -> `MY_IDP_CLIENT_ID`). */
    id: providerId,
    /** As people know it. */
    title: z.string().min(1).max(60),
    /** Kinds of credential a connection of it can hold. */
    kinds: z
      .array(z.enum(['oauth2', 'service_account', 'api_key']))
      .min(1)
      .default(['oauth2']),

    /** True: addresses and abilities come from `<issuer>/.well-known/openid-configuration` when first used. */
    discovery: z.boolean().default(false),
    /** Issuer identifier (RFC 8414), for the `iss` of callbacks and ID tokens. `{tenantid}` is the token's `tid`. */
    issuer: urlTemplate.nullable().default(null),
    /** `null` until discovered. */
    authorizeUrl: webUrl.nullable().default(null),
    /** `null` until discovered. */
    tokenUrl: webUrl.nullable().default(null),
    /** `null`: the provider has no way to end a grant from outside. */
    revoke: revocation.nullable().default(null),

    scopes: z.strictObject({
      /** Name of the query parameter. */
      parameter: z.string().default('scope'),
      separator: z.string().min(1).max(1).default(' '),
      /** Of the scopes told back; default the same. */
      answerSeparator: z.string().min(1).max(1).nullable().default(null),
      /** Asked for whatever the caller wants: what we need for a refresh token and the account's identity. */
      always: z.array(z.string()).default([]),
      /** Asked for when the caller names none. */
      default: z.array(z.string()).default([]),
      /** For people who choose; others are passed on unseen. */
      known: z.array(z.strictObject({ id: z.string(), title: z.string() })).default([]),
    }),
    /** Where the provider says what was granted. `requested`: it never does. */
    grantedScopesFrom: z.enum(['redirect', 'token', 'requested']).default('token'),

    /** Takes a code challenge (RFC 7636, S256). */
    pkce: z.boolean().default(true),
    /** Gives an ID token: a nonce is sent, and the token is required and checked. */
    openid: z.boolean().default(false),
    /** Puts `iss` into every callback (RFC 9207); then one without is refused. */
    announcesIssuer: z.boolean().default(false),
    /** How we prove who we are at the token address. Without a secret the client id alone is sent. */
    tokenEndpointAuth: z.enum(['client_secret_post', 'client_secret_basic']).default('client_secret_basic'),
    /** How a token request is written; RFC 6749 knows forms alone. */
    tokenRequestBody: z.enum(['form', 'json']).default('form'),
    /** `form_post`: the callback comes as a POST. `null`: not asked for. */
    responseMode: z.enum(['query', 'form_post']).nullable().default(null),
    /** Fixed parameters of the authorize address. */
    authorizeParameters: fixedParameters,
    /** Fixed parameters of every token request. */
    tokenParameters: fixedParameters,
    /** Where in the answer the tokens stand: the first place that has an access token. Default the whole answer. */
    tokensAt: z.array(pointer).min(1).default(['']),
    /** Values of `token_type` (lower case) that mean Bearer. */
    bearerTypes: z.array(z.string()).default(['bearer']),

    /**
     * What a refresh does to the refresh token. `none`: stays. `rotates`: may change, the old one dead at once.
     * `single_use`: reuse is refused. `family`: reuse kills the whole grant; also for providers nobody knows.
     */
    rotation: z.enum(['none', 'rotates', 'single_use', 'family']).default('family'),
    /** For how long the previous refresh token is still taken. Default 0. */
    graceSeconds: z.int().min(0).max(86_400).default(0),
    /** Life of an access token whose answer tells none; `null`: it never expires. */
    accessTokenSeconds: z.int().min(1).nullable().default(null),
    /** With more than this left the provider hands the same access token back. Default 0: never. */
    sameTokenWhileSecondsLeft: z.int().min(0).default(0),
    /** Refresh this long before expiry; `null`: the usual rule. */
    refreshMarginSeconds: z.int().min(0).nullable().default(null),
    /** Life of a refresh token that is not used; `null`: not told. */
    refreshTokenSeconds: z.int().min(1).nullable().default(null),
    /** `per_pair`: one grant for each account and app, shared by all who connect it. `per_consent`: one for each consent. */
    grant: z.enum(['per_pair', 'per_consent']).default('per_consent'),

    identity,
    /** First match wins; after 429 and 5xx, which are always transient, and before the usual OAuth codes. */
    errorMap: z.array(errorRule).default([]),
    rateBudget: z.array(rateWindow).default([]),

    api: z
      .strictObject({
        /** Where the provider's data is served; `{name}` places match `variables`. */
        baseUrls: z.array(urlTemplate).default([]),
        /** A regular expression for each variable, matched whole. */
        variables: z
          .record(
            z.string(),
            z.string().refine((text) => isExpression(text), { error: 'wants a regular expression' }),
          )
          .default({}),
        /** Request headers passed on besides the usual ones, lower case. */
        requestHeaders: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
        /** Paths behind the base URLs that give, show or end tokens: never proxied, nor what lies below. A last `*` takes any rest, a segment `*` between others any one. */
        refusedPaths: z.array(z.string().regex(/^\/[^?#]*$/, 'wants a path such as /oauth')).default([]),
        /** True: also a GET may change something, so that no key for reading alone can call it. */
        everyCallWrites: z.boolean().default(false),
        retry,
      })
      .prefault({}),

    /** Public documentation this entry was written from. */
    sources: z.array(z.url()).default([]),
    /** Fields (by name, dots inside) that the sources leave open, with what they rest on. */
    unverified: z.array(z.strictObject({ field: z.string(), source: z.string() })).default([]),
  })
  .superRefine((provider, context) => {
    for (const [field, message] of contradictionsOf(provider)) {
      context.addIssue({ code: 'custom', path: field.split('.'), message })
    }
  })

interface Checked {
  discovery: boolean
  issuer: string | null
  authorizeUrl: string | null
  tokenUrl: string | null
  openid: boolean
  announcesIssuer: boolean
  identity: { from: string }
  rateBudget: { name: string }[]
  api: { baseUrls: string[]; variables: Record<string, string> }
}

/** Fields that do not go together: name and words. */
function contradictionsOf(provider: Checked): [field: string, message: string][] {
  const found: [string, string][] = []
  const wantsAddresses = 'is missing; give it, or set `discovery` and `issuer`'
  if (!provider.discovery && provider.authorizeUrl === null) found.push(['authorizeUrl', wantsAddresses])
  if (!provider.discovery && provider.tokenUrl === null) found.push(['tokenUrl', wantsAddresses])
  if (provider.issuer === null && (provider.discovery || provider.openid || provider.announcesIssuer)) {
    found.push(['issuer', 'is missing; `discovery`, `openid` and `announcesIssuer` need it'])
  }
  if (provider.identity.from === 'id_token' && !provider.openid) {
    found.push(['identity.from', 'id_token needs `openid: true`'])
  }
  if (new Set(provider.rateBudget.map(({ name }) => name)).size < provider.rateBudget.length) {
    found.push(['rateBudget', 'has two windows of the same name'])
  }
  for (const name of provider.api.baseUrls.flatMap((url) =>
    [...url.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
  )) {
    if (!Object.hasOwn(provider.api.variables, name))
      found.push(['api.variables', `has no pattern for {${name}}`])
  }
  return found
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false // the reader is told by the schema
  }
}

/** What a file may say about a provider. */
export type ProviderEntry = z.input<typeof providerSchema>

/** A provider of the catalogue; its addresses may still have to be discovered. */
export type ListedProvider = z.output<typeof providerSchema> & { hooks: ProviderHooks }

/** A provider that can be called. */
export type Provider = ListedProvider & { authorizeUrl: string; tokenUrl: string }

/** A provider of our own code; its mistakes are found by the tests, a user's by `readCatalogue`. */
export const defineProvider = (entry: ProviderEntry, hooks: ProviderHooks = {}): ListedProvider => ({
  ...providerSchema.parse(entry),
  hooks,
})

export const isComplete = (provider: ListedProvider): provider is Provider =>
  provider.authorizeUrl !== null && provider.tokenUrl !== null

/** Our registration at a provider. Two secrets while one replaces the other, newest first. */
export interface ProviderApp {
  clientId: string
  clientSecrets: readonly string[]
}

export type ErrorRule = z.output<typeof errorRule>
export type IdentitySource = z.output<typeof identity>
export type RateWindow = z.output<typeof rateWindow>
export type Revocation = z.output<typeof revocation>
