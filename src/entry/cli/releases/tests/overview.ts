import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../../command.ts'
import { details, plainRows } from '../../table.ts'
import { runHere } from '../envelope.ts'
import { many } from '../numbers.ts'

interface Overview {
  repository: string | null
  tests: number
  byVerdict: Record<string, number>
  wastedMinutes: number
  runs: { runs: number; infraRuns: number; retried: number; repeatedCommits: number; commits: number }
  advice: { code: string; words: string }[]
}

/** `flaky overview` */
export function addOverview(command: Command, cli: Cli): void {
  command
    .description('How the tests of a repository stand together, over 30 days, and what would help most.')
    .option('--repository <name>', 'of this repository (default: what the CI says)')
  examples(command, [['flaky overview --repository acme/app', 'and the advice']])
  actOnServer<{ repository?: string }>(
    cli,
    command,
    async ({ server, terminal, environment }, _operands, named) => {
      const repository = named.repository ?? runHere(environment).repository
      const found = await server.get<Overview>('/internal/tests/overview', { repository })
      const { tests, byVerdict, wastedMinutes, runs, advice } = found
      const verdicts = Object.entries(byVerdict).filter(([, count]) => count > 0)
      const pairs: [string, string][] = [
        ['repository', found.repository ?? 'none'],
        [
          'tests',
          `${tests}: ${verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(', ') || 'none known'}`,
        ],
        ['wasted', `${Math.round(wastedMinutes)} minutes by failures and retries`],
        ['runs', `${runs.runs} of ${runs.commits} commits; ${runs.infraRuns} out of order as a whole`],
        [
          'repeats',
          `${many(runs.repeatedCommits, 'commit')} run again; ${many(runs.retried, 'test')} retried in a run`,
        ],
        ...advice.map(({ words }): [string, string] => ['advice', words]),
      ]
      terminal.answer({
        json: { ...found },
        plain: plainRows(pairs),
        human: details(pairs, terminal.paint.dim),
      })
    },
  )
}
