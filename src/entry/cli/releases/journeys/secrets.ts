import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../../command.ts'
import { confirmed } from '../../confirm.ts'
import { relative, utc } from '../../moments.ts'
import { plainRows, table } from '../../table.ts'
import { usageTrouble } from '../../trouble.ts'

/** `journey secrets`: what documents name and do not hold. */
export function addJourneySecrets(secrets: Command, cli: Cli): void {
  secrets.description('Secrets that journeys use: documents name them, and they are never shown again.')
  examples(secrets, [
    ['journey secrets list', 'their names'],
    ['journey secrets set shop-password < password.txt', 'kept sealed'],
    ['journey secrets delete shop-password --yes', 'one that no journey uses'],
  ])
  addList(secrets.command('list'), cli)
  addSet(secrets.command('set'), cli)
  addDelete(secrets.command('delete'), cli)
}

function addList(command: Command, cli: Cli): void {
  command.description('List their names.')
  examples(command, [['journey secrets list', 'their names']])
  actOnServer(cli, command, async ({ server, terminal }) => {
    const { secrets } = await server.get('/internal/journey/secrets')
    const now = new Date()
    const columns = [{ title: 'NAME', isWhole: true }, { title: 'SINCE' }]
    const cells = secrets.map(({ name, createdAt }) => [name, relative(createdAt, now)])
    terminal.answer({
      json: { secrets },
      plain: plainRows(secrets.map(({ name, createdAt }) => [name, utc(createdAt)])),
      human: secrets.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
    })
    if (secrets.length === 0) terminal.say('There is none yet.')
  })
}

function addSet(command: Command, cli: Cli): void {
  command
    .argument('<name>', 'such as shop-password: a-z, 0-9, dot, _ and -')
    .description(
      'Keep a secret that is read from standard input, so that no history and no process list has it.',
    )
  examples(command, [['journey secrets set shop-password < password.txt', 'one line end is left out']])
  actOnServer(cli, command, async ({ server, terminal, outside }, [name]) => {
    if (outside.stdin.isTTY)
      throw usageTrouble(
        'A secret is read from standard input.',
        `Write it to a file and give that: … journey secrets set ${name} < file`,
      )
    const value = (await text(outside.stdin)).replace(/\r?\n$/, '')
    const kept = await server.put('/internal/journey/secrets/{name}', {
      path: { name: name! },
      body: { value },
    })
    terminal.answer({ json: { ...kept }, plain: plainRows([[kept.name]]), human: `${kept.name} is kept.` })
  })
}

function addDelete(command: Command, cli: Cli): void {
  command
    .argument('<name>', 'as `journey secrets list` shows it')
    .description('Delete a secret that no journey uses.')
    .option('-y, --yes', 'do not ask')
  examples(command, [['journey secrets delete shop-password --yes', 'for scripts']])
  actOnServer<{ yes?: boolean }>(cli, command, async (context, [name], { yes }) => {
    await confirmed(context, { question: `Delete ${name}?`, yes })
    await context.server.remove('/internal/journey/secrets/{name}', { path: { name: name! } })
    context.terminal.answer({
      json: { name, state: 'deleted' },
      plain: plainRows([[name!, 'deleted']]),
      human: 'Deleted.',
    })
  })
}
