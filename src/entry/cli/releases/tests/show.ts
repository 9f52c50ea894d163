import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { relative, utc } from '../../moments.ts'
import type { Got } from '../../server.ts'
import { details, plainRows } from '../../table.ts'
import { many, percent } from '../numbers.ts'
import { reviewOf, testId } from './answers.ts'

type Whole = Got<'/internal/tests/{id}'>
type Standing = Whole['standings'][number]

/** `flaky show` */
export function addShow(command: Command, cli: Cli): void {
  command
    .argument('<test>', 'id of a test, as `flaky list` shows it', testId)
    .description('One test: its verdict with the reasons, and what it did on the last commits.')
    .option('--environment <name>', 'its history in this environment (default: where it ran last)')
  examples(command, [['flaky show 01890a5d-…', 'verdict, reasons, history']])
  actOnServer<{ environment?: string }>(cli, command, async (context, [id], { environment }) => {
    const asked = { path: { id: id! }, query: { environment } }
    answerWhole(context, await context.server.get('/internal/tests/{id}', asked))
  })
}

function answerWhole({ terminal }: ServerContext, whole: Whole): void {
  const pairs = (when: (at: string) => string): [string, string][] => [
    ['test', whole.title],
    ['file', whole.file ?? 'unknown'],
    ['repository', whole.repository],
    ...whole.standings.flatMap((standing) => standingPairs(standing, when)),
    ['last commits', stripOf(whole)],
    ...whole.failures
      .slice(0, 3)
      .map(({ at, attempts }): [string, string] => [
        'failed',
        `${when(at)}: ${attempts.find(({ message }) => message)?.message?.split('\n')[0] ?? 'without a word'}`,
      ]),
    ...whole.verdicts
      .slice(0, 5)
      .map(({ at, was, verdict }): [string, string] => ['said', `${when(at)}: ${verdict}, was ${was}`]),
  ]
  const now = new Date()
  terminal.answer({
    json: { ...whole },
    plain: plainRows(pairs(utc)),
    human: details(
      pairs((at) => relative(at, now)),
      terminal.paint.dim,
    ),
  })
}

function standingPairs(standing: Standing, when: (at: string) => string): [string, string][] {
  const { environment, verdict, score, failedAttempts, attempts, reasons, quarantine } = standing
  return [
    ['environment', environment === '' ? 'unnamed' : environment],
    ['verdict', `${verdict}; noise, if it fails next: ${percent(score)}`],
    [
      'known by',
      `${failedAttempts} of ${many(attempts, 'attempt')} failed; ${certaintyOf(standing)}; ${neededBy(standing, when)}`,
    ],
    ...reasons.map(({ words }): [string, string] => ['because', words]),
    ...(quarantine ? [['quarantine', quarantineWords(quarantine, when)] as [string, string]] : []),
  ]
}

// The console says both in the same words (console/releases/flaky/words.ts).

function certaintyOf({ verdict, held, interval, upperLimit }: Standing): string {
  if (upperLimit !== null)
    return upperLimit >= 1
      ? 'nothing is ruled out yet'
      : `it fails in less than ${percent(upperLimit)} of its runs`
  if ((held?.verdict ?? verdict) === 'broken') return 'it fails at every run'
  if (interval === null) return 'nothing is ruled out yet'
  return `it contradicts itself on ${percent(interval.low)} to ${percent(interval.high)} of the commits that ran it twice`
}

function neededBy({ verdict, held, runsNeeded }: Standing, when: (at: string) => string): string {
  if (held) return `it is called ${held.verdict} ${when(held.until)}, unless it fails and passes before`
  if (runsNeeded === null) return 'no number of runs is enough'
  if (verdict === 'broken') return 'a pass ends it'
  const word = verdict === 'flaky' ? 'fixed' : verdict === 'suspect' ? 'cleared' : 'certain'
  return runsNeeded === 0 ? `${word} with the next run` : `${word} after ${many(runsNeeded, 'clean run')}`
}

function quarantineWords(
  quarantine: NonNullable<Standing['quarantine']>,
  when: (at: string) => string,
): string {
  const { state, isExpired, owner, ticket } = quarantine
  const review = reviewOf(quarantine, when)
  const words = isExpired ? 'expired: it stops merges again' : `${state}${review && `, review ${review}`}`
  return [words, owner && `owner ${owner}`, ticket].filter(Boolean).join('; ')
}

const signs = { passed: '.', failed: 'F', mixed: '±', skipped: '-' } as const
const shownCommits = 60

/** A sign for each commit, the newest last: passed, failed, both, skipped; ? where the whole run was out of order. */
function stripOf({ strip }: Whole): string {
  const shown = strip.slice(-shownCommits).map(({ outcome, isInfra }) => (isInfra ? '?' : signs[outcome]))
  return shown.length === 0 ? 'none' : `${shown.join('')}  (. passed, F failed, ± both, - skipped)`
}
