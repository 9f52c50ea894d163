import { z } from 'zod'
import { globOf } from '../facts/globs.ts'
import { lockFiles, schemaPaths } from '../facts/kinds.ts'

/** What a team wants to be told of a change, whatever its probability is; nothing here was measured to predict defects. */
export const findingIds = [
  'sensitive-path',
  'code-without-tests',
  'schema-change',
  'schema-risk',
  'flaky-tests-touched',
  'journey-failed',
  'codeowners-missing',
  'unowned-files',
  'often-broken',
  'usually-together',
  'files-not-listed',
  'looked-at-in-part',
] as const
export type FindingId = (typeof findingIds)[number]

const glob = z
  .string()
  .max(200)
  .superRefine((pattern, context) => {
    try {
      globOf(pattern)
    } catch (error) {
      context.addIssue({ code: 'custom', message: `wants a pattern: ${(error as Error).message}` })
    }
  })
const globs = z.array(glob).max(50)
const share = z.number().min(0).max(1)
const area = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: 'wants a word such as `payments`' })

/**
 * Paths that somebody should look at twice, by what they are about. Whole words of a name: `auth` is none of `author`, and
 * a word that another one holds is named with what may follow it.
 */
const sensitiveAreas = {
  authentication: [
    '**/{auth,authn,authz,authentication,authorization,login,oauth,oauth2,oidc,saml,sso}/**',
    '**/{permissions,acl,rbac,security,tokens}/**',
    '**/{src,lib,app,server,internal,pkg}/**/{session,sessions}/**',
    '**/*{authenticat,authoriz,authoris,oauth,password,login,permission,jwt}*',
    '**/*auth{.,-,_,service,guard,provider,context,controller,middleware,handler,module,client,config,route,store,user}*',
    '**/{session,sessions,acl,rbac,sso,saml,oidc,mfa,2fa,totp}{.,-,_}*',
    '**/*{-,_,.}{session,sessions,acl,rbac,sso}{.,-,_}*',
    '**/*{-,_,.}{saml,oidc,mfa,2fa,totp}{.,-,_}*',
    '**/*session{,s,store,manager,service,middleware,controller}.{ts,js,py,rb,go,rs,java,kt}',
  ],
  cryptography: [
    '**/{crypto,cryptography,encryption,vault,kms}/**',
    '**/*{encrypt,decrypt,bcrypt,scrypt,cipher,signature}*',
    '**/*{crypto,hmac}{.,-,_,service,provider,graphy}*',
    '**/{signing,signer}{.,-,_}*',
    '**/*{-,_,.}{signing,signer}{.,-,_}*',
  ],
  secrets: [
    '**/{secret,secrets,.ssh,.gnupg,.aws}/**',
    '**/*{secret,secrets,credential,credentials}{.,-,_,store,manager,service,provider}*',
    '**/*.{pem,key,p12,pfx,jks,keystore,kdbx,ppk,tfvars,tfstate}{,.*}',
    '**/id_{rsa,dsa,ecdsa,ed25519}*',
    '**/*service{-,_,}account*.json',
    '**/{.env,.netrc,.pgpass,.htpasswd}*',
  ],
  migrations: schemaPaths,
  ci: [
    '.git*/{workflows,actions}/**',
    '.git*-ci.yml',
    '**/*-pipelines.{yml,yaml}',
    '**/{,.}{travis,drone,appveyor,woodpecker,cirrus}.{yml,yaml}',
    '.circleci/**',
    '**/Jenkinsfile*',
    '.buildkite/**',
    '**/.husky/**',
  ],
  reviews: ['**/CODEOWNERS'],
  dependencies: [
    ...lockFiles,
    '**/{package.json,deno.json,deno.jsonc,.npmrc,go.mod,go.work,cargo.toml,pom.xml,gemfile,podfile}',
    '**/{build.gradle,build.gradle.kts,mix.exs,pubspec.yaml,flake.nix,pipfile,pyproject.toml,composer.json}',
    '**/requirements*.txt',
  ],
  containers: [
    '**/{Dockerfile,Containerfile}*',
    '**/*.dockerfile',
    '**/{docker-,}compose*.{yml,yaml}',
    '**/*.{tf,tf.json,tofu}',
    '**/{k8s,helm,charts,terraform}/**',
  ],
}

const blocking = {
  /** A probability from which on it fails; null: none. */
  probability: share.nullable().default(null),
  findings: z.array(z.enum(findingIds)).max(findingIds.length).default([]),
}

export const policyShape = z.strictObject({
  sensitive: z
    .record(area, globs)
    .refine((areas) => Object.keys(areas).length <= 20, { error: 'wants at most 20 areas' })
    .default(sensitiveAreas)
    .describe(
      'By what they are about: patterns of paths (`*`, `**`, `?`, `{a,b}`). Named areas stand in place of the usual ones.',
    ),
  generated: globs
    .default([])
    .describe('Paths that nobody writes by hand, beside the usual ones: they count for nothing.'),
  leastTestShare: share
    .default(0.1)
    .describe('Added lines of tests for each added line of code, below which tests are missed.'),
  leastCodeLines: z
    .int()
    .min(1)
    .max(100_000)
    .default(30)
    .describe('Of fewer added lines of code no tests are missed.'),
  levels: z
    .object({ medium: share, high: share })
    .default({ medium: 0.2, high: 0.4 })
    .describe('From which probability on a change is of that level.'),
  blocking: z
    .strictObject(blocking)
    .default({ probability: null, findings: [] })
    .describe('Opt-in: what makes the check fail. By default nothing does.'),
})
export type Policy = z.infer<typeof policyShape>

/** The same as it leaves: what is not foreseen stays inside instead of being refused. */
export const policyShown = z.object({ ...policyShape.shape, blocking: z.object(blocking) })

/** The name of this slice in the settings of a repository. */
export const settingsName = 'pullRequests'

/** As the repository says, the rest as usual. What an older version wrote and this one does not know is as usual, too. */
export function policyOf(settings: Readonly<Record<string, unknown>>): Policy {
  const read = policyShape.safeParse(settings[settingsName] ?? {})
  return read.success ? read.data : policyShape.parse({})
}
