import { parseArgs } from 'node:util'
import type { AccountsPlan } from './accounts.ts'
import type { AuditPlan } from './audit.ts'
import type { LimitsPlan } from './limits.ts'
import type { ReleasesPlan } from './releases.ts'
import type { SchemasPlan } from './schemas.ts'
import { bareOf, type Plan, type Server } from './reads.ts'
import type { RotationPlan } from './rotation.ts'

export const usage = `Usage: npm run bench -- [options]

Token reads beside a bare server, the storm, what audit, rotation and limits cost, and sessions beside Better Auth's, on an
embedded PostgreSQL of its own. See bench/README.md.

  --quick             a minute or two: fewer and shorter rounds
  --rounds <n>        rounds of reads (default 5, quick 2)
  --json              the report as JSON on standard output
  --no-storm          without the storm
  --only <part>       tokens, figures, audit, rotation, limits, schemas, releases or accounts; accounts alone
                      installs Better Auth first (npm ci --prefix bench)
  --credentials <n>   of the rotation (default 100000, quick 2000)
  --profile <folder>  CPU profiles of the servers into that folder`

export interface Options {
  /** Without servers there are no reads. */
  plan: Plan
  storm: { readers: number; latencyMilliseconds: number; rounds: number } | null
  audit: AuditPlan | null
  rotation: RotationPlan | null
  limits: LimitsPlan | null
  schemas: SchemasPlan | null
  releases: ReleasesPlan | null
  accounts: AccountsPlan | null
  asJson: boolean
  profileFolder: string | undefined
}

const partNames = [
  'tokens',
  'figures',
  'audit',
  'rotation',
  'limits',
  'schemas',
  'releases',
  'accounts',
] as const
type PartName = (typeof partNames)[number]

/** @returns null when help is asked for @throws Error in words */
export function readOptions(): Options | null {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      rounds: { type: 'string' },
      json: { type: 'boolean' },
      'no-storm': { type: 'boolean' },
      only: { type: 'string' },
      credentials: { type: 'string' },
      profile: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return null
  const quick = values.quick === true
  const rounds = wholeNumber('--rounds', values.rounds ?? (quick ? '2' : '5'), 50)
  const credentials = wholeNumber('--credentials', values.credentials ?? (quick ? '2000' : '100000'), 1e6)
  const seconds = quick ? 0.8 : 1.5
  const wants = wanted(values.only)
  return {
    plan: {
      rounds,
      servers: serversOf(wants),
      seconds,
      coldReads: (callers) => (callers === 1 ? 100 : quick ? 600 : 1000),
    },
    storm:
      values['no-storm'] || !wants('tokens')
        ? null
        : { readers: 1000, latencyMilliseconds: 500, rounds: quick ? 3 : 10 },
    audit: wants('audit') ? { rounds, seconds } : null,
    rotation: wants('rotation') ? { credentials, readsPerSecond: 200, secondsBefore: quick ? 3 : 15 } : null,
    limits: wants('limits') ? { rounds, seconds } : null,
    schemas: wants('schemas') ? { diffs: quick ? 20 : 50 } : null,
    releases: wants('releases')
      ? { tests: 20_000, runs: quick ? 30 : 200, uploads: quick ? 5 : 20, questions: quick ? 60 : 300 }
      : null,
    accounts: wants('accounts')
      ? {
          rounds,
          seconds: quick ? 0.8 : 3,
          tries: quick ? 20 : 200,
          // Nothing is fetched unless it is this part that is asked for.
          mayInstall: values.only === 'accounts',
        }
      : null,
    asJson: values.json === true,
    profileFolder: values.profile,
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Error(`${name} ${text}: wanted a whole number from 1 to ${most}`)
  return number
}

function wanted(only: string | undefined): (name: PartName) => boolean {
  if (only !== undefined && !(partNames as readonly string[]).includes(only))
    throw new Error(`--only ${only}: wanted one of ${partNames.join(', ')}`)
  return (name) => only === undefined || only === name
}

const serversOf = (wants: (name: PartName) => boolean): readonly Server[] =>
  (Object.keys(bareOf) as Server[]).filter((server) =>
    wants(bareOf[server] === 'bare figure' ? 'figures' : 'tokens'),
  )
