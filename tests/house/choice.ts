import { type Source, sourcesIn } from './sources.ts'

/** Folders that hold tests. */
const folders = ['src', 'sandbox', 'console', 'client', 'bench', 'docs', 'deploy', 'spec', 'tests']

/** What a file may ask for in a comment, with its reason. */
const ownProcess = /^\/\/ in a process of its own: \S/m
const aloneOnMachine = /^\/\/ alone on the machine: \S/m

export interface Choice {
  /** Run one after the other, many in one process. */
  units: Source[]
  /** Own servers, processes or files, so that each gets a process of its own. */
  suites: Source[]
  /** Measure, and so run when nothing else does. */
  alone: Source[]
}

/**
 * @param filters parts of paths; a file that has any of them is chosen, every file when there are none
 * @param options with `faults` only what has a long form: the fault suites and the model
 */
export function chooseTests(filters: readonly string[], options: { faults: boolean }): Choice {
  const files = folders.flatMap(sourcesIn).filter(({ path }) => path.includes('.test.'))
  const chosen = files.filter(
    ({ path }) =>
      (!options.faults || hasLongForm(path)) &&
      (filters.length === 0 || filters.some((filter) => path.includes(filter))),
  )
  const { units = [], suites = [], alone = [] } = Object.groupBy(chosen, stageOf)
  return { units, suites, alone }
}

const hasLongForm = (path: string): boolean => /^(tests\/faults|tests\/simulation|spec)\//.test(path)

function stageOf({ path, text }: Source): keyof Choice {
  if (aloneOnMachine.test(text)) return 'alone'
  return /^(tests|spec|src\/entry)\//.test(path) || ownProcess.test(text) ? 'suites' : 'units'
}

/** Whether a file may ask for a database of the shared cluster. */
export const needsCluster = ({ path, text }: Source): boolean =>
  path.startsWith('tests/') || /support\/(cluster|world)\.ts/.test(text)
