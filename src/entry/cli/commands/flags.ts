import { Argument, type Command } from 'commander'
import { type FlagName, flagNames } from '../../../kit/flags.ts'
import { actOnServer, type Cli, examples, type ServerContext } from '../command.ts'
import { confirmed } from '../confirm.ts'
import { relative, utc } from '../moments.ts'
import type { Got } from '../server.ts'
import { plainRows, table } from '../table.ts'

const address = '/api/flags'

type Flag = Got<typeof address>['flags'][number]
type Counts = Got<typeof address>['csrf']['refused']

/** Features that are switched while all runs. */
export function addFlags(program: Command, cli: Cli): void {
  const flags = program.command('flags').description('Features that can be switched while all runs.')
  examples(flags, [
    ['flags list', 'which are on, and who says so'],
    ['flags set CSRF_ENABLED off', 'count what it would refuse, and refuse nothing'],
    ['flags set CSRF_ENABLED default', 'as if nobody had switched it'],
  ])
  actOnServer(cli, flags, list)
  addList(flags.command('list'), cli)
  addSet(flags.command('set'), cli)
}

function addList(command: Command, cli: Cli): void {
  command.description('Which features are on, who says so, and what CSRF protection found.')
  examples(command, [
    ['flags list', 'all of them'],
    ['flags list --json', 'with the counts of CSRF protection by kind'],
  ])
  actOnServer(cli, command, list)
}

async function list({ server, terminal }: ServerContext): Promise<void> {
  const { flags, csrf } = await server.get(address)
  terminal.answer({
    json: { flags, csrf },
    plain: plainRows(cellsOf(flags, utc)),
    human: table(columns, cellsOf(flags, sinceNow()), terminal.width, terminal.paint.dim),
  })
  const [refused, reported] = [sum(csrf.refused), sum(csrf.reported)]
  terminal.say(
    `CSRF protection refused ${refused} writes since the start, and let ${reported} through while off.`,
  )
}

const sum = (counts: Counts): number => Object.values(counts).reduce((all, each) => all + each, 0)

const columns = [
  { title: 'NAME', isWhole: true },
  { title: 'STATE', isWhole: true },
  { title: 'BY', isWhole: true },
  { title: 'SWITCHED' },
  { title: 'WHAT' },
]

/** For --plain, too: columns are only ever added at the end. */
const cellsOf = (flags: readonly Flag[], when: (at: string) => string): string[][] =>
  flags.map(({ name, title, on, from, changedAt }) => [
    name,
    on ? 'on' : 'off',
    from,
    changedAt === null ? '' : when(changedAt),
    title,
  ])

function sinceNow(): (at: string) => string {
  const now = new Date()
  return (at) => relative(at, now)
}

const states = { on: true, off: false, default: null } as const
type State = keyof typeof states

/** What is worse once it is off. */
const warnings: Record<FlagName, string> = {
  EMAIL_ENABLED:
    'Anybody may then sign up with the address of somebody else, and no password is reset by mail.',
  TWO_FACTOR_ENABLED:
    'Nobody can set up or take off a second factor then; who has one is still asked for it.',
  CSRF_ENABLED: 'Writes without a good token are then counted, and no longer refused.',
  PR_INTEL_ENABLED: 'Pull requests are neither taken nor shown then: the CI that sends them is told 404.',
  FLAKY_DETECTOR_ENABLED:
    'Reports of tests are refused with 404 then, so that histories have a gap where nothing was heard.',
  SCHEMA_DIFF_ENABLED: 'A CI that asks for the risk of a schema change is told 404 then.',
  SYNTHETIC_JOURNEY_ENABLED:
    'No journey runs then, by schedule or by hand, and nobody is told that one would fail.',
}

function addSet(command: Command, cli: Cli): void {
  command
    .addArgument(new Argument('<name>', 'which feature').choices(flagNames))
    .addArgument(new Argument('<state>', 'how it shall be').choices(Object.keys(states)))
    .description('Switch a feature for all processes, within two seconds.')
    .option('-y, --yes', 'do not ask before it is switched off')
  examples(command, [
    ['flags set TWO_FACTOR_ENABLED on', 'people set up second factors'],
    ['flags set EMAIL_ENABLED off --yes', 'addresses need not be proved'],
    ['flags set EMAIL_ENABLED default', 'as if nobody had switched it'],
  ])
  actOnServer<{ yes?: boolean }>(cli, command, async (context, operands, { yes }) => {
    const [name, state] = operands as [FlagName, State]
    if (state === 'off') await confirmed(context, { question: `${warnings[name]} Switch ${name} off?`, yes })
    const { flags } = await context.server.put(address, { body: { name, on: states[state] } })
    const changed = flags.filter((flag) => flag.name === name)
    context.terminal.answer({
      json: { ...changed[0] },
      plain: plainRows(cellsOf(changed, utc)),
      human: `${name} is ${changed[0]?.on ? 'on' : 'off'}.`,
    })
  })
}
