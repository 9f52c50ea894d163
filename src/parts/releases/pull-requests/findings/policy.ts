import { z } from 'zod'
import { globOf } from '../facts/globs.ts'

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

/** Paths that somebody should look at twice, by what they are about. */
const sensitiveAreas = {
  authentication: [
    '**/{auth,authn,authz,login,session,sessions,oauth,sso,permissions,acl,rbac}/**',
    '**/*{auth,login,password,session,permission}*',
  ],
  cryptography: ['**/{crypto,cryptography,vault,kms}/**', '**/*{crypt,cipher,signature,signing}*'],
  secrets: ['**/*{secret,credential,.pem,.key,.p12,.pfx,.keystore}*', '**/.env*', '**/*.tfvars'],
  migrations: ['**/{migrations,migrate}/**', '**/*.prisma'],
  ci: [
    '.git*/{workflows,actions}/**',
    '.git*-ci.yml',
    '**/*-pipelines.{yml,yaml}',
    '.circleci/**',
    '**/Jenkinsfile*',
    '.buildkite/**',
    '**/.husky/**',
  ],
  dependencies: [
    '**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,.npmrc}',
    '**/{go.mod,go.sum,cargo.toml,cargo.lock,pom.xml,build.gradle,build.gradle.kts,gemfile,gemfile.lock}',
    '**/{requirements*.txt,poetry.lock,uv.lock,pyproject.toml,composer.json,composer.lock}',
  ],
  containers: [
    '**/Dockerfile*',
    '**/*.dockerfile',
    '**/{docker-,}compose*.{yml,yaml}',
    '**/{k8s,helm,charts,terraform}/**',
  ],
}

const blocking = {
  /** A probability from which on it fails; null: none. */
  probability: share.nullable().default(null),
  findings: z.array(z.enum(findingIds)).max(findingIds.length).default([]),
}

export const policyShape = z.strictObject({
  /** By what they are about: patterns of paths (`*`, `**`, `?`, `{a,b}`). Named areas stand in place of the usual ones. */
  sensitive: z
    .record(area, globs)
    .refine((areas) => Object.keys(areas).length <= 20, { error: 'wants at most 20 areas' })
    .default(sensitiveAreas),
  /** Paths that nobody writes by hand, beside the usual ones: they count for nothing. */
  generated: globs.default([]),
  /** Added lines of tests for each added line of code, below which tests are missed. */
  leastTestShare: share.default(0.1),
  /** Of fewer added lines of code no tests are missed. */
  leastCodeLines: z.int().min(1).max(100_000).default(30),
  /** From which probability on a change is of that level. */
  levels: z.object({ medium: share, high: share }).default({ medium: 0.2, high: 0.4 }),
  /** Opt-in: what makes the check fail. By default nothing does. */
  blocking: z.strictObject(blocking).default({ probability: null, findings: [] }),
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
