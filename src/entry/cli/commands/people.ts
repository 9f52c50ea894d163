import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { firstRows, moreWords, rowLimit } from '../pages.ts'
import { type Cells, details, plainRows, table } from '../table.ts'
import { addPersonActs } from './people-acts.ts'
import { type PersonLine, personIdOf, personWords, stateOf, type WholePerson } from './person.ts'

/** People who signed up here, as an operator looks after them. */
export function addPeople(program: Command, cli: Cli): void {
  const people = program
    .command('people')
    .description('People who signed up here. Nobody sees or sets a password of somebody else.')
  examples(people, [
    ['people list', 'the newest'],
    ['people show ada@example.org', 'sessions, factors, memberships'],
    ['people disable 01890a5d-… --reason "asked by phone"', 'out at once, nothing deleted'],
    ['people reset-factors 01890a5d-…', 'for who lost them all, in 24 hours'],
  ])
  addList(people.command('list'), cli)
  addShow(people.command('show'), cli)
  addPersonActs(people, cli)
}

interface ListOptions {
  name?: string
  limit: number
}

function addList(command: Command, cli: Cli): void {
  command
    .description('List people, newest first.')
    .option('--name <text>', 'whose user name begins so')
    .option('--limit <n>', 'at most this many, 1 to 10000', rowLimit, 50)
  examples(command, [
    ['people list', 'the newest 50'],
    ['people list --name ad', 'whose user name begins so'],
    ['people list --plain --limit 10000', 'for scripts'],
  ])
  actOnServer<ListOptions>(cli, command, list)
}

async function list(
  { server, terminal }: ServerContext,
  _operands: readonly string[],
  { name, limit }: ListOptions,
): Promise<void> {
  const { rows, hasMore } = await firstRows('people', limit, (wish) =>
    server.get('/api/people', { query: { username: name, ...wish } }),
  )
  const now = new Date()
  const columns = [
    { title: 'ID', isWhole: true },
    { title: 'USER NAME' },
    { title: 'STATE' },
    { title: 'SIGNED UP' },
  ]
  const cells = rows.map((row) => [row.id, row.username ?? '', stateOf(row), relative(row.createdAt, now)])
  terminal.answer({
    json: { people: rows, hasMore },
    plain: plainRows(rows.map(rowOf)),
    human: rows.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
  if (hasMore) terminal.say(moreWords(limit))
  if (rows.length === 0)
    terminal.say(name === undefined ? 'Nobody has signed up yet.' : 'No user name begins like that.')
}

/** For --plain: columns are only ever added at the end. */
const rowOf = (person: PersonLine): Cells => [
  person.id,
  person.username ?? '',
  stateOf(person),
  person.email ?? '',
  utc(person.createdAt),
]

function addShow(command: Command, cli: Cli): void {
  command
    .argument('<person>', personWords)
    .description('What is known of a person: sessions, factors, memberships; nothing secret.')
  examples(command, [
    ['people show 01890a5d-…', 'by id'],
    ['people show ada@example.org', 'by the whole mail address'],
    ['people show ada', 'by the user name'],
  ])
  actOnServer(cli, command, async ({ server, terminal }, [given]) => {
    const id = await personIdOf(server, given!)
    const person = await server.get('/api/people/{id}', { path: { id } })
    terminal.answer({
      json: { ...person },
      plain: plainRows(pairsOf(person, utc)),
      human: details(pairsOf(person, sinceNow()), terminal.paint.dim),
    })
  })
}

function sinceNow(): (at: string) => string {
  const now = new Date()
  return (at) => relative(at, now)
}

function pairsOf(person: WholePerson, when: (at: string) => string): [string, string][] {
  const { authenticator, passkeys, recoveryCodes } = person.factors
  const pairs: [string, string | null][] = [
    ['id', person.id],
    ['user name', person.username],
    ['address', person.email],
    ['state', stateOf(person)],
    ['disabled', person.disabledAt && `${when(person.disabledAt)}: ${person.disabledReason ?? ''}`],
    ['erased', person.eraseAt && when(person.eraseAt)],
    ['authenticator', authenticator ? 'yes' : 'no'],
    ['passkeys', String(passkeys)],
    ['recovery codes', String(recoveryCodes)],
    ['factors taken off', person.factorResetAt && when(person.factorResetAt)],
    ...person.memberships.map(({ accountId, role }): [string, string] => [role, accountId]),
    ...person.sessions.map(({ agent, lastUsedAt }): [string, string] => [
      'session',
      `${agent ?? 'unknown'}, used ${when(lastUsedAt)}`,
    ]),
    ...Object.entries(person.counts).map(([name, count]): [string, string] => [name, String(count)]),
    ['in the log', person.logName],
  ]
  return pairs.filter((pair): pair is [string, string] => pair[1] !== null)
}
