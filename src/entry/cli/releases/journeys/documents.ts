import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { confirmed } from '../../confirm.ts'
import { type Answer, path } from '../../server.ts'
import { plainRows } from '../../table.ts'
import { usageTrouble } from '../../trouble.ts'

interface ApplyOptions {
  name?: string
  check?: boolean
}

/** `journey apply` */
export function addApply(command: Command, cli: Cli): void {
  command
    .argument('<file>', "a journey's document, YAML or JSON; - reads it from standard input")
    .description('Keep a document as a journey. What is wrong in it is told by line, and nothing is changed.')
    .option('--name <name>', "the journey's name (default: the document's, else the file's)")
    .option('--check', 'look at it only')
  examples(command, [
    ['journey apply journeys/checkout.yaml', 'made, or changed'],
    ['journey apply journeys/checkout.yaml --check', 'in a CI, for whoever changes it'],
  ])
  actOnServer<ApplyOptions>(cli, command, async (context, [file], options) => {
    const document = file === '-' ? await text(context.outside.stdin) : readFileSync(file!, 'utf8')
    return options.check
      ? check(context, document)
      : apply(context, document, options.name ?? nameOf(document, file!))
  })
}

type Checked = Answer<'post', '/internal/journey/check'>
type Kept = Answer<'put', '/internal/journey/journeys/{name}'>

const sent = (document: string) => ({ bytes: Buffer.from(document), contentType: 'application/yaml' })

async function check({ server, terminal }: ServerContext, document: string): Promise<void> {
  const { stages, missingSecrets } = await server.send<Checked>(
    'POST',
    '/internal/journey/check',
    sent(document),
  )
  terminal.answer({
    json: { ok: true, stages, missingSecrets },
    plain: plainRows(stages.map((stage) => [stage])),
    human: `It is a journey of ${stages.length} ${stages.length === 1 ? 'step' : 'steps'}.`,
  })
  warnOfMissing(terminal, missingSecrets)
}

async function apply({ server, terminal }: ServerContext, document: string, name: string): Promise<void> {
  const kept = await server.send<Kept>('PUT', path`/internal/journey/journeys/${name}`, sent(document))
  terminal.answer({
    json: { ...kept },
    plain: plainRows([[kept.name, String(kept.version), kept.stages.join(' ')]]),
    human: `${kept.name} is kept, version ${kept.version}: ${kept.stages.join(', ')}.`,
  })
  warnOfMissing(terminal, kept.missingSecrets)
}

function warnOfMissing(terminal: ServerContext['terminal'], names: readonly string[]): void {
  for (const name of names)
    terminal.warn(`There is no secret ${name} yet: keyhold journey secrets set ${name} < file`)
}

/** @throws Trouble where nothing names it */
function nameOf(document: string, file: string): string {
  const named = nameIn(document)
  if (named !== undefined) return named
  const name = basename(file).replace(/\.(ya?ml|json)$/, '')
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name)) return name
  const what = file === '-' ? 'A document from standard input' : `A file called ${basename(file)}`
  throw usageTrouble(
    `${what} names no journey.`,
    'Give --name checkout, or write name: checkout into the document; a-z, 0-9, dot, _ and -.',
  )
}

/** What the server says of a document that is none is better than what could be said here. */
function nameIn(document: string): string | undefined {
  try {
    const { name } = Object(parse(document, { logLevel: 'silent' })) as { name?: unknown }
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined // told with its line by the server
  }
}

/** `journey pause` and `journey resume` */
export function addRest(command: Command, cli: Cli, isPaused: boolean): void {
  const [word, about] = isPaused
    ? ['pause', 'Let the schedule of a journey rest; it can still be run by hand.']
    : ['resume', 'Let the schedule of a journey go on.']
  command.argument('<journey>', 'name of a journey').description(about!)
  examples(command, [[`journey ${word} checkout`, isPaused ? 'until it is resumed' : 'from now on']])
  actOnServer(cli, command, async ({ server, terminal }, [name]) => {
    const changed = await server.patch('/internal/journey/journeys/{name}', {
      path: { name: name! },
      body: { isPaused },
    })
    terminal.answer({
      json: { ...changed },
      plain: plainRows([[changed.name, changed.isPaused ? 'paused' : 'on']]),
      human: changed.isPaused ? 'It rests.' : 'It goes on.',
    })
  })
}

/** `journey delete` */
export function addDelete(command: Command, cli: Cli): void {
  command
    .argument('<journey>', 'name of a journey')
    .description('Remove a journey with its history.')
    .option('-y, --yes', 'do not ask')
  examples(command, [['journey delete checkout --yes', 'for scripts']])
  actOnServer<{ yes?: boolean }>(cli, command, async (context, [name], { yes }) => {
    await confirmed(context, { question: `Remove ${name} with all its runs?`, yes })
    await context.server.remove('/internal/journey/journeys/{name}', { path: { name: name! } })
    context.terminal.answer({
      json: { name, state: 'deleted' },
      plain: plainRows([[name!, 'deleted']]),
      human: 'Removed.',
    })
  })
}
