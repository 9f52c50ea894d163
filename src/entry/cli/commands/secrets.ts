import { resolve } from 'node:path'
import type { Command } from 'commander'
import { act, type Cli, type Context, examples } from '../command.ts'
import { drawSecrets, type Drawn, type Secret, writeSecrets } from '../secret-files.ts'
import { plainRows, table } from '../table.ts'
import { usageTrouble } from '../trouble.ts'

interface GenerateOptions {
  env?: boolean
  container?: boolean
  missing?: boolean
}

export function addSecrets(program: Command, cli: Cli): void {
  const secrets = program.command('secrets').description('What production wants you to bring.')
  const generate = secrets
    .command('generate')
    .argument('[folder]', 'where to write them, a file each; made when it is absent')
    .description('Make every secret that production needs. Nothing that exists is overwritten.')
    .option('--env', 'print NAME=value lines for a pipe, and write no file')
    .option('--missing', 'keep the files that are there, make only the others')
    .option('--container', "files that a container's own user can read; the folder stays closed (0700)")
  examples(secrets, [['secrets generate secrets', 'files only you can read']])
  examples(generate, [
    ['secrets generate secrets', 'a file each, 0600'],
    ['secrets generate secrets --missing', 'after an update, or beside your own'],
    ['secrets generate --env > keyhold.env', 'for an EnvironmentFile or a vault'],
  ])
  act<GenerateOptions>(cli, generate, async (context, [folder], options) => {
    if (options.env) {
      if (folder !== undefined || options.container || options.missing)
        throw usageTrouble(
          '--env prints and writes nothing.',
          'Leave out the folder and what is about files.',
        )
      return printed(context, drawSecrets())
    }
    if (folder === undefined)
      throw usageTrouble('Where should they go?', 'Name a folder, or add --env to print them.')
    written(context, resolve(folder), options)
  })
}

function printed({ terminal }: Context, drawn: readonly Drawn[]): void {
  const lines = drawn.map(({ variable, value, purpose }) => `# ${purpose}\n${variable}=${value}`)
  terminal.answer({
    json: { secrets: drawn.map((each) => ({ ...shown(each), value: each.value })) },
    plain: plainRows(drawn.map(({ variable, value }) => [variable, value])),
    human: lines.join('\n'),
  })
  terminal.say(`Nothing was kept here. ${backUpText(drawn)}`)
}

function written(
  { terminal }: Context,
  folder: string,
  { container: isForContainers = false, missing: keepsExisting = false }: GenerateOptions,
): void {
  const { made, kept } = writeSecrets(folder, { isForContainers, keepsExisting })
  const rows = [
    ...made.map((secret) => ({ secret, state: 'made' })),
    ...kept.map((secret) => ({ secret, state: 'kept' })),
  ]
  terminal.answer({
    json: { folder, secrets: rows.map(({ secret, state }) => ({ ...shown(secret), state })) },
    plain: plainRows(rows.map(({ secret: { file, variable }, state }) => [file, variable, state])),
    human: table(
      [{ title: 'FILE', isWhole: true }, { title: 'STATE' }, { title: 'BACK UP' }, { title: 'WHAT FOR' }],
      rows.map(({ secret: { file, purpose, backUp }, state }) => [
        file,
        state,
        backUp ? 'yes' : 'no',
        purpose,
      ]),
      Math.max(terminal.width, 120),
    ),
  })
  terminal.say(`In ${folder}. ${backUpText(made)}`)
}

const shown = ({ file, variable, purpose, backUp }: Secret) => ({ file, variable, purpose, backUp })

function backUpText(secrets: readonly Secret[]): string {
  const names = secrets.filter(({ backUp }) => backUp).map(({ variable }) => variable)
  return names.length === 0
    ? 'None of these needs a backup.'
    : `Back up ${names.join(', ')} now, apart from the database's backups; the others can be replaced.`
}
