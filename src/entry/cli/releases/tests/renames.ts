import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../../command.ts'
import { plainRows, table } from '../../table.ts'
import { percent } from '../numbers.ts'
import { oneRepository } from '../which-repository.ts'
import { testId, widthOf } from './answers.ts'

/** `flaky renames` */
export function addRenames(command: Command, cli: Cli): void {
  command
    .description('Tests that vanished as another of their file appeared: perhaps the same, by another name.')
    .option(
      '--repository <name>',
      'of this repository (default: what the CI says, else the only one there is)',
    )
  examples(command, [['flaky renames --repository acme/app', 'merge them with `flaky merge`']])
  actOnServer<{ repository?: string }>(cli, command, async (context, _operands, named) => {
    const { server, terminal } = context
    const repository = await oneRepository(context, named.repository)
    const { renames } = await server.get('/internal/tests/renames', { query: { repository } })
    const columns = [
      { title: 'OLD', isWhole: true },
      { title: 'NEW', isWhole: true },
      { title: 'ALIKE', isWhole: true },
      { title: 'NAMES' },
    ]
    const cells = renames.map(({ oldId, newId, likeness, oldTitle, newTitle }) => [
      oldId,
      newId,
      percent(likeness),
      `${oldTitle} → ${newTitle}`,
    ])
    terminal.answer({
      json: { repository: repository ?? null, renames },
      // Columns are only ever added at the end.
      plain: plainRows(
        renames.map((each) => [each.oldId, each.newId, String(each.likeness), each.oldTitle, each.newTitle]),
      ),
      human: cells.length === 0 ? '' : table(columns, cells, widthOf(terminal), terminal.paint.dim),
    })
    if (cells.length === 0) terminal.say(`No test${repository ? ` of ${repository}` : ''} looks renamed.`)
  })
}

/** `flaky merge` */
export function addMerge(command: Command, cli: Cli): void {
  command
    .argument('<old>', 'id of the test by its former name', testId)
    .argument('<new>', 'id of the test that it is now', testId)
    .description('Say that two tests are one: what the former did counts for the latter.')
  examples(command, [['flaky merge 01890a5d-… 01890a60-…', 'they were the same']])
  actOnServer(cli, command, async ({ server, terminal }, [old, into]) => {
    const merged = await server.post('/internal/tests/{id}/merge', {
      path: { id: old! },
      body: { into: into! },
    })
    terminal.answer({
      json: { ...merged },
      plain: plainRows([[merged.id, merged.into]]),
      human: 'They are one. The verdict follows within seconds.',
    })
  })
}
