import type { Command } from 'commander'
import { act, type Cli, examples } from '../../command.ts'
import { plainRows, table } from '../../table.ts'
import { runHere } from '../envelope.ts'
import { type Facts, factsOf } from './facts.ts'
import { addMerged } from './merged.ts'
import { addModel, addOutcome } from './outcome.ts'
import { addPolicy } from './policy.ts'
import { addList, addShow } from './show.ts'
import { addSubmit } from './submit.ts'

/** Pull requests: facts in, a probability with its reasons out. */
export function addPullRequests(program: Command, cli: Cli): void {
  const pr = program
    .command('pr')
    .description('Pull requests: how probable a defect is, why, and what your policy finds.')
  examples(pr, [
    ['pr facts origin/main', 'what a change is, counted by git; asks nobody'],
    ['pr submit', 'in a CI: send it, and see the judgement'],
    ['pr show 12', 'what is known of one'],
    ['pr list', 'the last ones'],
  ])
  addFacts(pr.command('facts'), cli)
  addSubmit(pr.command('submit'), cli)
  addList(pr.command('list'), cli)
  addShow(pr.command('show'), cli)
  addMerged(pr.command('merged'), cli)
  addOutcome(pr.command('outcome'), cli)
  addModel(pr.command('model'), cli)
  addPolicy(pr.command('policy'), cli)
}

function addFacts(command: Command, cli: Cli): void {
  command
    .argument('[base]', 'what it is made against, such as origin/main (default: what the CI says)')
    .argument('[head]', 'its newest commit (default: what the CI says, else HEAD)')
    .description('What a change does to each file, by `git diff --raw --numstat -z`. Nothing is sent.')
  examples(command, [
    ['pr facts origin/main', 'the commits of this branch'],
    ['pr facts v1.0 v1.1 --json', 'as the API takes them'],
  ])
  act(cli, command, async ({ terminal, environment }, [base, head]) => {
    const facts = await factsOf(runHere(environment), base, head)
    terminal.answer({
      json: { ...facts },
      plain: plainRows(facts.files.map(rowOf)),
      human: `${filesTable(facts, terminal.width, terminal.paint.dim)}\n${sumOf(facts)}`.trimStart(),
    })
  })
}

const columns = [
  { title: 'ADDED', isWhole: true },
  { title: 'REMOVED', isWhole: true },
  { title: 'STATE', isWhole: true },
  { title: 'PATH' },
]

/** For --plain, too: columns are only ever added at the end. */
const rowOf = ({
  path,
  previousPath,
  status,
  additions,
  deletions,
  binary,
}: Facts['files'][number]): string[] => [
  binary ? '-' : String(additions),
  binary ? '-' : String(deletions),
  status,
  path,
  previousPath ?? '',
]

const filesTable = ({ files }: Facts, width: number, dim: (text: string) => string): string =>
  files.length === 0
    ? ''
    : table(
        columns,
        files.map((file) => rowOf(file).slice(0, 4)),
        width,
        dim,
      )

function sumOf({ files }: Facts): string {
  const [added, removed] = files.reduce(
    ([up, down], { additions, deletions }) => [up + additions, down + deletions] as const,
    [0, 0] as readonly [number, number],
  )
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${added} lines added, ${removed} removed`
}
