import { InvalidArgumentError, type Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import type { Answer, Got } from '../../server.ts'
import { plainRows, table } from '../../table.ts'
import { wholeNumber } from '../../whole-number.ts'
import { choice } from '../choices.ts'
import { many } from '../numbers.ts'
import { oneRepository } from '../which-repository.ts'

interface SettingsOptions {
  repository?: string
  threshold?: Wish[]
  autoQuarantine?: 'on' | 'off'
  quarantineDays?: number
  preview?: boolean
}

const address = '/internal/tests/settings'

type Settings = Got<typeof address>
type Own = Settings['own']
type Thresholds = NonNullable<Own['thresholds']>
type Preview = Answer<'post', '/internal/tests/preview'>

/** `flaky settings` */
export function addSettings(command: Command, cli: Cli): void {
  command
    .description(
      'What decides about the tests of a repository. Other thresholds can be tried before they are saved.',
    )
    .option('--repository <name>', 'whose (default: what the CI says, else the only one there is)')
    .option('--threshold <name=value>', 'set one; `default` as its value takes it back; repeatable', wish)
    .addOption(choice('--auto-quarantine <on|off>', 'quarantine a test that turns out flaky', ['on', 'off']))
    .option('--quarantine-days <n>', 'days until a quarantine is looked at again', wholeNumber(1, 365))
    .option('--preview', 'which tests these thresholds would call otherwise; nothing is saved')
  examples(command, [
    ['flaky settings --repository acme/app', 'what decides now'],
    ['flaky settings --threshold minimumGroups=8 --preview', 'who would be called otherwise'],
    ['flaky settings --threshold minimumGroups=8', 'saved; verdicts follow within seconds'],
    ['flaky settings --threshold minimumGroups=default', 'as by default again'],
  ])
  actOnServer<SettingsOptions>(cli, command, async (context, _operands, options) => {
    const repository = await oneRepository(context, options.repository)
    const before = await context.server.get(address, { query: { repository } })
    const { preview, threshold, autoQuarantine, quarantineDays } = options
    const own = ownAfter(before.own, options)
    if (preview) return answerPreview(context, await previewOf(context, repository, own.thresholds ?? {}))
    const isChanged = Boolean(threshold ?? autoQuarantine ?? quarantineDays)
    answerSettings(
      context,
      isChanged ? await context.server.put(address, { body: { repository, ...own } }) : before,
    )
  })
}

/** Null: as by default again. */
type Wish = readonly [name: keyof Thresholds, value: number | null]

function wish(text: string, before: Wish[] = []): Wish[] {
  const [, name, value] = /^([a-zA-Z]+)=(default|\d+(?:\.\d+)?)$/.exec(text) ?? []
  if (name === undefined)
    throw new InvalidArgumentError('Give a name and a number, such as minimumGroups=8, or name=default.')
  // What is no name of one the server refuses.
  return [...before, [name as keyof Thresholds, value === 'default' ? null : Number(value)]]
}

function ownAfter(own: Own, { threshold = [], autoQuarantine, quarantineDays }: SettingsOptions): Own {
  const thresholds = { ...own.thresholds }
  for (const [name, value] of threshold)
    if (value === null) delete thresholds[name]
    else thresholds[name] = value
  return {
    ...own,
    thresholds,
    ...(autoQuarantine && { autoQuarantine: autoQuarantine === 'on' }),
    ...(quarantineDays !== undefined && { quarantineDays }),
  }
}

const previewOf = ({ server }: ServerContext, repository: string | undefined, thresholds: Thresholds) =>
  server.post('/internal/tests/preview', { body: { repository, thresholds } })

function answerPreview({ terminal }: ServerContext, preview: Preview): void {
  const { flips, flipCount, looked, cleanFlips } = preview
  const columns = [{ title: 'NOW', isWhole: true }, { title: 'THEN', isWhole: true }, { title: 'TEST' }]
  const cells = flips.map(({ from, to, title, environment }) => [
    from,
    to,
    environment === '' ? title : `${title} (${environment})`,
  ])
  const shown = cells.length === 0 ? '' : `${table(columns, cells, terminal.width, terminal.paint.dim)}\n`
  terminal.answer({
    json: { ...preview },
    // Columns are only ever added at the end.
    plain: plainRows(flips.map((each) => [each.testId, each.from, each.to, each.environment, each.title])),
    human: `${shown}${preview.repository}: ${flipCount} of ${many(looked, 'test')} with a failure would be called otherwise; of those without one, ${cleanFlips.healthy} would become healthy and ${cleanFlips.unknown} unknown. Nothing was saved.`,
  })
}

function answerSettings({ terminal }: ServerContext, settings: Settings): void {
  const { thresholds, autoQuarantine, quarantineDays, own } = settings
  const rows: [string, string, boolean][] = [
    ...Object.entries(thresholds).map(([name, value]): [string, string, boolean] => [
      name,
      String(value),
      own.thresholds?.[name as keyof Thresholds] !== undefined,
    ]),
    ['autoQuarantine', autoQuarantine ? 'on' : 'off', own.autoQuarantine !== undefined],
    ['quarantineDays', String(quarantineDays), own.quarantineDays !== undefined],
  ]
  const cells = rows.map(([name, value, isOwn]) => [name, value, isOwn ? 'own' : 'default'])
  const columns = [{ title: 'NAME', isWhole: true }, { title: 'VALUE', isWhole: true }, { title: 'IS' }]
  terminal.answer({
    json: { ...settings },
    // Columns are only ever added at the end.
    plain: plainRows([...cells, ['repository', settings.repository]]),
    human: `${settings.repository}:\n${table(columns, cells, terminal.width, terminal.paint.dim)}`,
  })
}
