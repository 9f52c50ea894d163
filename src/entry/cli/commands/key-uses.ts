import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { plainRows, table } from '../table.ts'

const columns = [{ title: 'WHAT' }, { title: 'WHO', isWhole: true }, { title: 'READS' }, { title: 'LAST' }]

export function addKeyUses(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'id of a key, as `keys list` shows it')
    .description('What uses a key: programs by the name they give themselves, and the connections it read.')
  examples(command, [['keys uses 01890a5d-…', 'before it is revoked: who will notice?']])
  actOnServer(cli, command, async ({ server, terminal }, [id]) => {
    const uses = await server.get('/api/keys/{id}/uses', { path: { id: id! } })
    const rows = [
      ...uses.clients.map(({ client, lastUsedAt }) => ({
        what: 'program',
        who: client,
        reads: '',
        at: lastUsedAt,
      })),
      ...uses.connections.map(({ connectionId, reads, lastReadAt }) => ({
        what: 'connection',
        who: connectionId,
        reads: String(reads),
        at: lastReadAt,
      })),
    ]
    const cellsWith = (shown: (at: string) => string) =>
      rows.map(({ what, who, reads, at }) => [what, who, reads, shown(at)])
    const now = new Date()
    terminal.answer({
      json: { ...uses },
      plain: plainRows(cellsWith(utc)),
      human:
        rows.length === 0
          ? ''
          : table(
              columns,
              cellsWith((at) => relative(at, now)),
              terminal.width,
              terminal.paint.dim,
            ),
    })
    if (rows.length === 0) terminal.say('Nothing has used this key yet.')
  })
}
