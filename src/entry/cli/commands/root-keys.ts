import type { Command } from 'commander'
import { count } from '../backup/progress.ts'
import { confirmed } from '../confirm.ts'
import { actOnServer, type Cli, examples } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { type Cells, type Column, details, plainRows, table } from '../table.ts'
import { type RootKey, type RootKeys, rootKeysOf } from './root-key.ts'
import { addRotate } from './root-key-rotation.ts'
import { wholeNumber } from '../whole-number.ts'

/** What seals everything stored; apart from the API keys of programs, under the same word. */
export function addRootKeys(keys: Command, cli: Cli): void {
  keys.commandsGroup('Root keys, which seal what is stored:')
  addStatus(keys.command('status'), cli)
  addRotate(keys.command('rotate'), cli)
  addDestroy(keys.command('destroy'), cli)
}

function addStatus(command: Command, cli: Cli): void {
  command.description('Show the root keys, what is sealed under each, and how far a rotation is.')
  examples(command, [
    ['keys status', 'every root key and how many records are under it'],
    ['keys status --json', 'for scripts: rotation progress, when it rotates by itself'],
  ])
  actOnServer(cli, command, async (context) => {
    const found = await rootKeysOf(context)
    const { terminal } = context
    terminal.answer({
      json: { ...found },
      plain: plainRows(found.keys.map(rowOf)),
      human: inWords(found, new Date(), terminal.width, terminal.paint.dim),
    })
    if (found.keyring.trouble !== null) terminal.warn(found.keyring.trouble)
  })
}

const columns: readonly Column[] = [
  { title: 'ID', isWhole: true },
  { title: 'PURPOSE', isWhole: true },
  { title: 'STATE', isWhole: true },
  { title: 'MADE', isWhole: true },
  { title: 'RECORDS', isWhole: true },
  { title: 'WHAT' },
]

function inWords(found: RootKeys, now: Date, width: number, dim: (text: string) => string): string {
  const cells = found.keys.map((key) => cellsOf(key, now))
  const { keyring, rotatesAt } = found
  return [
    table(columns, cells, width, dim),
    '',
    details([
      ['wrapped by', keyring.name],
      ['proven', keyring.provenAt === null ? 'not yet' : relative(keyring.provenAt, now)],
      ['rotates', rotatesAt === null ? 'only when asked' : relative(rotatesAt, now)],
    ]),
  ].join('\n')
}

const cellsOf = (key: RootKey, now: Date): Cells => [
  String(key.id),
  key.purpose,
  key.state,
  relative(key.createdAt, now),
  key.rows === null ? '' : count(key.rows),
  whatOf(key, now),
]

function whatOf({ state, destroyableAt, rotation, rows }: RootKey, now: Date): string {
  if (state === 'open' && rotation) {
    const eta = rotation.secondsLeft === null ? '' : `, ${rotation.secondsLeft} s left`
    const stuck = rotation.unreadable > 0 ? `; ${count(rotation.unreadable)} do not open` : ''
    return `${count(rotation.resealed)} sealed anew, ${count(rows ?? 0)} to go${eta}${stuck}`
  }
  if (state !== 'retired' || destroyableAt === null) return ''
  const isDue = Date.parse(destroyableAt) <= now.getTime()
  return isDue ? 'may be destroyed' : `may be destroyed ${relative(destroyableAt, now)}`
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (key: RootKey): Cells => [
  String(key.id),
  key.purpose,
  key.state,
  key.rows === null ? '' : String(key.rows),
  ...[key.createdAt, key.retiredAt, key.destroyableAt].map((at) => (at === null ? '' : utc(at))),
]

interface Destroying {
  yes?: boolean
  despiteBackups?: boolean
}

function addDestroy(command: Command, cli: Cli): void {
  command
    .argument('<id>', 'number of a retired root key, as `keys status` shows it', wholeNumber(1, 999_999_999))
    .description('Destroy a root key for good. Backups whose records are under it cannot be read any more.')
    .option('-y, --yes', 'do not ask')
    .option('--despite-backups', 'also when backups in the home hold records under it')
  examples(command, [
    ['keys destroy 1', 'asks first'],
    ['keys destroy 1 --yes', 'for scripts'],
  ])
  actOnServer<Destroying>(cli, command, async (context, [id], { yes, despiteBackups = false }) => {
    await confirmed(context, {
      question: `Destroy root key ${id}? What is sealed under it, in backups too, opens nowhere any more.`,
      yes,
      typed: `destroy ${id}`,
    })
    await context.server.post('/api/vault/keys/{id}/destroy', {
      path: { id: Number(id) },
      body: { despiteBackups },
    })
    context.terminal.answer({
      json: { id: Number(id), state: 'destroyed' },
      plain: plainRows([[id!, 'destroyed']]),
      human: `Root key ${id} is destroyed.`,
    })
  })
}
