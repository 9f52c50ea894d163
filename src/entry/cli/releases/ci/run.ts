import type { Environment } from '../../../../kit/settings.ts'

/** What a CI says of the run that it is in; what it does not say is absent. */
export interface Run {
  repository?: string
  /** The commit that was pushed, never the merge that a CI makes of it for a trial. */
  commit?: string
  branch?: string
  prNumber?: number
  /** The branch that the pull request goes to. */
  base?: string
  /** A commit of that branch, if the CI says which. */
  baseCommit?: string
  title?: string
  labels?: string[]
  /** The description; what it says that it takes back is looked for. */
  body?: string
  draft?: boolean
  state?: 'open' | 'closed' | 'merged'
  mergeCommit?: string
  /** By the code host's own clock, as the next two. */
  updatedAt?: string
  openedAt?: string
  endedAt?: string
  ciRunId?: string
  attempt?: number
  shard?: string
  /** The folder that it checked out to. */
  folder?: string
}

/** One CI, by the variables that it sets. */
export interface Ci {
  isHere(environment: Environment): boolean
  /** `readText` reads a file that a variable names. */
  runOf(environment: Environment, readText: (path: string) => string): Run
}

/** What is there, without what is not: a CI sets variables to nothing, too. */
export function present(given: { [Name in keyof Run]: Run[Name] | undefined }): Run {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''))
}

/** A number from 1, undefined for anything else. */
export const countOf = (text: string | undefined): number | undefined =>
  /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : undefined

/** `acme/app` of `git@host:acme/app.git` and `https://host/acme/app.git`. */
export const repositoryIn = (address: string | undefined): string | undefined =>
  /(?:^|[/:])([^/:]+\/[^/:]+?)(?:\.git)?\/?$/.exec(address ?? '')?.[1]
