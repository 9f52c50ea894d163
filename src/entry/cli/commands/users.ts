import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { invocation } from '../invocation.ts'
import { confirmed } from '../confirm.ts'
import { plainRows } from '../table.ts'
import { shellWord } from './connect.ts'

export function addUsers(program: Command, cli: Cli): void {
  const users = program.command('users').description("Your app's users.")
  const erase = users
    .command('erase')
    .argument('<id>', "your app's own id of the user")
    .description('Erase a user: connections revoked and deleted, secrets made unreadable for ever.')
    .option('-y, --yes', 'do not ask')
  examples(users, [['users erase alice', 'asks first']])
  examples(erase, [
    ['users erase alice', 'asks first'],
    ['users erase alice --yes', 'for scripts'],
  ])
  actOnServer<{ yes?: boolean }>(cli, erase, async (context, [id], { yes }) => {
    const { server, terminal } = context
    await confirmed(context, {
      question: `Erase user ${id} with all connections? Nothing brings them back.`,
      yes,
      typed: id!,
    })
    const erasing = await server.remove('/api/users/{userId}', { path: { userId: id! } })
    const count = `${erasing.connections} connection${erasing.connections === 1 ? '' : 's'}`
    terminal.answer({
      json: { ...erasing },
      plain: plainRows([[erasing.userId, erasing.state, String(erasing.connections)]]),
      human: `Erasing: ${count} ended; what is left is gone within about two minutes.`,
    })
    terminal.say(`Nothing should be left: ${invocation} connections --user ${shellWord(erasing.userId)}`)
  })
}
