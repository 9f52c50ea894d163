import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Environment } from '../../../kit/settings.ts'
import type { Query } from '../server.ts'
import { wholeNumber } from '../whole-number.ts'
import { runOf } from './ci/known.ts'
import type { Run } from './ci/run.ts'

/** The options that say what something is about, as they were given. */
export interface Named {
  repository?: string
  commit?: string
  branch?: string
  pr?: number
  run?: string
  attempt?: number
  shard?: string
  environment?: string
}

/** What is sent about, as the API takes it in a body or an address; what nobody said is absent. */
export interface Envelope {
  repository?: string
  commit?: string
  branch?: string
  prNumber?: number
  ciRunId?: string
  attempt?: number
  shard?: string
  environment?: string
}

const options = {
  repository: ['--repository <name>', 'such as acme/app'],
  commit: ['--commit <hash>', 'the commit that was pushed'],
  branch: ['--branch <name>', 'the branch it is on'],
  pr: ['--pr <n>', 'the pull request it belongs to'],
  run: ['--run <id>', "the CI's own id of the run; the same when it is tried again"],
  attempt: ['--attempt <n>', 'which try of that run, from 1'],
  shard: ['--shard <name>', 'which of several machines of one run'],
  environment: ['--environment <name>', 'such as "linux node-24": tests are judged for each alone'],
} as const

/** Reads the number of a pull request. */
export const pullRequestNumber = wholeNumber(1, 999_999_999)

const numbers: Partial<Record<keyof Named, (text: string) => number>> = {
  pr: pullRequestNumber,
  attempt: wholeNumber(1, 1000),
}

/** Adds these options. In a CI that is known each has its value from there. */
export function addEnvelope(command: Command, ...names: readonly (keyof Named)[]): Command {
  for (const name of names) {
    const [flags, about] = options[name]
    const read = numbers[name]
    const words = name === 'environment' ? about : `${about} (default: what the CI says)`
    if (read) command.option(flags, words, read)
    else command.option(flags, words)
  }
  return command
}

/** What the CI says that this runs in. */
export const runHere = (environment: Environment): Run =>
  runOf(environment, (path) => readFileSync(path, 'utf8'))

/** What was given, else what the CI says. Outside of a CI nothing is guessed: a folder may hold what no commit has. */
export function envelopeOf(named: Named, run: Run): Envelope {
  const given = {
    repository: named.repository ?? run.repository,
    commit: named.commit ?? run.commit,
    branch: named.branch ?? run.branch,
    prNumber: named.pr ?? run.prNumber,
    ciRunId: named.run ?? run.ciRunId,
    attempt: named.attempt ?? run.attempt,
    shard: named.shard ?? run.shard,
    environment: named.environment,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** The same in an address. */
export const queryOf = (envelope: Envelope): Query => ({ ...envelope })
