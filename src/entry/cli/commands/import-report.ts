import type { Context } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import type { Answer } from '../server.ts'
import { plainRows, table } from '../table.ts'

type Imports = '000' | '001-keys' | '002' | '003' | 'people'
export type ImportFailure = Answer<'post', `/api/imports/${Imports}`>['failures'][number]

/** A row that was taken, or that there was nothing to take of. */
export interface TakenRow {
  id: string
  outcome: string
  /** The id of what it became here. */
  hereId: string | null
}

export interface Import {
  read: number
  taken: readonly TakenRow[]
  failures: readonly ImportFailure[]
  dryRun: boolean
  /** In the order in which they are counted. */
  outcomes: readonly string[]
  /** What a row becomes, as a heading. */
  becomes: string
  /** Where the key that opens rows came from; null when none is needed. */
  keyFrom: string | null
  /** Counts of what is there besides, for programs. */
  source: Readonly<Record<string, number | null>>
  /** The rows that were taken under the name the server gives them. */
  json: object
  /** What is said when there is no row. */
  nothing: string
  /** What was left behind, and what to do next. @param first the id of the first that is here */
  remarks(first: string | undefined): readonly string[]
}

/** Rows to standard output; what to do next, and what was left behind, beside them. */
export function tellImport({ terminal }: Context, it: Import): ExitCode {
  const { taken, failures, dryRun } = it
  const cells = [
    ...taken.map(({ id, outcome, hereId }) => [id, outcome, hereId ?? '-', '']),
    ...failures.map(({ id, field, reason, text }) => [
      id,
      'failed',
      '-',
      `${field ? `${field}: ` : ''}${reason}. ${text}`,
    ]),
  ]
  const counts = countsOf(it)
  const columns = ['ROW', 'OUTCOME', it.becomes, 'WHY'].map((title) => ({ title, isWhole: true }))
  terminal.answer({
    json: { dryRun, read: it.read, ...counts, source: { rows: it.read, ...it.source }, ...it.json, failures },
    plain: plainRows(cells),
    human: cells.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
  for (const line of remarksOf(it, counts)) terminal.say(line)
  return failures.length > 0 ? exitCodes.failed : exitCodes.done
}

function countsOf({ outcomes, taken, failures }: Import): Record<string, number> {
  const count = (outcome: string) => taken.filter((each) => each.outcome === outcome).length
  return {
    ...Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)])),
    failed: failures.length,
  }
}

function remarksOf(it: Import, counts: Record<string, number>): string[] {
  const { read, taken, failures, dryRun, keyFrom } = it
  if (read === 0) return [it.nothing]
  const counted = Object.entries(counts).map(([outcome, count]) => `${count} ${outcome}`)
  const isWrongKey =
    failures.length > 0 && taken.length === 0 && failures.every(({ reason }) => reason === 'wrong_key')
  const first = taken.find(({ hereId }) => hereId !== null)?.hereId ?? undefined
  return [
    `${read} row${read === 1 ? '' : 's'} read: ${counted.join(', ')}.`,
    ...(isWrongKey && keyFrom ? [`No row opens with the key from ${keyFrom}.`] : []),
    ...it.remarks(dryRun ? undefined : first),
    ...(dryRun ? ['It was a dry run: nothing is stored.'] : []),
  ]
}
