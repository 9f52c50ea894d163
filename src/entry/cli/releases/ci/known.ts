import type { Environment } from '../../../../kit/settings.ts'
import { buildkite } from './buildkite.ts'
import { circle } from './circle.ts'
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { jenkins } from './jenkins.ts'
import type { Ci, Run } from './run.ts'

const known: readonly Ci[] = [github, gitlab, buildkite, circle, jenkins]

/** The run that these variables tell of; nothing outside of a CI. */
export const runOf = (environment: Environment, readText: (path: string) => string): Run =>
  known.find((ci) => ci.isHere(environment))?.runOf(environment, readText) ?? {}
