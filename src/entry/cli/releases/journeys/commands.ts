import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { relative } from '../../moments.ts'
import { many, percent } from '../numbers.ts'
import type { Server } from '../../server.ts'
import { details, plainRows, table } from '../../table.ts'
import type { Figures, Journey, Journeys } from './answers.ts'
import { addApply, addDelete, addRest } from './documents.ts'
import { addRun } from './run.ts'
import { addHar, addResult, addRuns } from './runs.ts'
import { addJourneySecrets } from './secrets.ts'

/** Journeys: what a user does, done by schedule and behind every deployment. */
export function addJourneys(program: Command, cli: Cli): void {
  const journey = program
    .command('journey')
    .description('Synthetic journeys: what a user does, done by schedule and behind every deployment.')
  examples(journey, [
    ['journey apply journeys/checkout.yaml', 'keep a document as a journey'],
    ['journey run --journey checkout', 'run it: a gate for deployments'],
    ['journey show checkout', 'its uptime, its budget, its steps'],
    ['journey runs checkout', 'what it came to of late'],
  ])
  addRun(journey.command('run'), cli)
  addList(journey.command('list'), cli)
  addShow(journey.command('show'), cli)
  addApply(journey.command('apply'), cli)
  addRest(journey.command('pause'), cli, true)
  addRest(journey.command('resume'), cli, false)
  addDelete(journey.command('delete'), cli)
  addRuns(journey.command('runs'), cli)
  addResult(journey.command('result'), cli)
  addHar(journey.command('har'), cli)
  addJourneySecrets(journey.command('secrets'), cli)
}

function addList(command: Command, cli: Cli): void {
  command.description('List journeys with a document, by name, and the scenarios that come with Keyhold.')
  examples(command, [['journey list', 'all of them, and how they stand']])
  actOnServer(cli, command, async (context) => answerList(context, await allOf(context.server)))
}

async function allOf(server: Server): Promise<Journeys> {
  const found: Journey[] = []
  for (let after: string | null = ''; ;) {
    const page: Journeys = await server.get('/internal/journey/journeys', {
      query: { limit: 100, after },
    })
    found.push(...page.journeys)
    if (page.nextAfter === null) return { ...page, journeys: found }
    after = page.nextAfter
  }
}

const columns = [{ title: 'NAME', isWhole: true }, { title: 'STATE' }, { title: 'NEXT' }, { title: 'STEPS' }]

function answerList({ terminal }: ServerContext, { journeys, scenarios }: Journeys): void {
  const now = new Date()
  const cells = journeys.map((each) => [
    each.name,
    stateOf(each, now),
    each.nextAt === null ? '' : relative(each.nextAt, now),
    each.stages.join(', '),
  ])
  const usual = scenarios.map(({ name }) => name).join(', ')
  terminal.answer({
    json: { journeys, scenarios },
    // Columns are only ever added at the end.
    plain: plainRows(
      journeys.map((each) => [each.name, stateOf(each, now), each.nextAt ?? '', each.stages.join(' ')]),
    ),
    human: journeys.length === 0 ? '' : table(columns, cells, terminal.width, terminal.paint.dim),
  })
  terminal.say(`Scenarios that come with Keyhold: ${usual}`)
}

function stateOf({ isPaused, everySeconds, standing }: Journey, now: Date): string {
  if (isPaused) return 'paused'
  if (standing.inMaintenance) return 'maintenance'
  if (standing.failingSince !== null) return `failing, ${relative(standing.failingSince, now)}`
  if (standing.notRun > 0) return 'cannot run'
  if (standing.burning !== null) return 'burns its budget'
  return everySeconds === null ? 'by hand' : 'on'
}

function addShow(command: Command, cli: Cli): void {
  command
    .argument('<journey>', 'name of a journey')
    .description('One journey: how it stands, its uptime and budget, how long its steps take.')
    .option('--document', 'its document instead, as it was given')
  examples(command, [
    ['journey show checkout', 'figures of a day, a week, 30 days'],
    ['journey show checkout --document > checkout.yaml', 'its document'],
  ])
  actOnServer<{ document?: boolean }>(cli, command, async (context, [name], { document }) => {
    const path = { name: name! }
    const shown = await context.server.get('/internal/journey/journeys/{name}', { path })
    if (document) {
      const text = shown.document.trimEnd()
      return context.terminal.answer({ json: { ...shown }, plain: text, human: text })
    }
    const figures = await context.server.get('/internal/journey/journeys/{name}/figures', { path })
    answerOne(context, shown, figures)
  })
}

function answerOne({ terminal }: ServerContext, shown: Journey, { uptime, budget, steps }: Figures): void {
  const now = new Date()
  const pairs: [string, string][] = [
    ['name', shown.name],
    ...(shown.title === null ? [] : [['title', shown.title] as [string, string]]),
    ['state', stateOf(shown, now)],
    ['version', String(shown.version)],
    ['calls', shown.targets.join(', ')],
    ['every', shown.everySeconds === null ? 'only by hand' : `${shown.everySeconds} s`],
    ...Object.entries(uptime).map(([window, { ofKnown, scheduled, unknown }]): [string, string] => [
      `up, ${window}`,
      ofKnown === null ? 'unknown' : `${share(ofKnown)} of ${scheduled - unknown} runs, ${unknown} unknown`,
    ]),
    ...(budget ? [['budget', budgetWords(budget)] as [string, string]] : []),
    ...steps.map(({ name, p50, p95, runs, isDegraded }): [string, string] => [
      'step',
      `${name}: ${Math.round(p50)} ms, 95 of 100 within ${Math.round(p95)} ms (${many(runs, 'run')})${isDegraded ? ', slow' : ''}`,
    ]),
  ]
  terminal.answer({
    json: { ...shown, figures: { uptime, budget, steps } },
    plain: plainRows(pairs),
    human: details(pairs, terminal.paint.dim),
  })
}

/** What is left of the errors that it may have, as a share of them. */
function budgetWords({ availability, days, spent, left }: NonNullable<Figures['budget']>): string {
  const rest = left <= 0 ? 'used up' : `${percent(left)} of its errors left`
  return `${share(availability)} over ${days} d: ${rest}, ${many(spent, 'failure')} so far`
}

const share = (of: number): string => `${Number((Math.floor(of * 100_000) / 1000).toFixed(3))} %`
