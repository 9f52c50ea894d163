import { type Command, InvalidArgumentError } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { type ExitCode, exitCodes } from '../../exit-codes.ts'
import type { Sent } from '../../server.ts'
import { Trouble, troubleOf, usageTrouble } from '../../trouble.ts'
import { wholeNumber } from '../../whole-number.ts'
import { choice } from '../choices.ts'
import { addEnvelope, type Envelope, envelopeOf, type Named, runHere } from '../envelope.ts'
import type { Result } from './answers.ts'
import { answerResult, exitCodeOf } from './result.ts'

interface RunOptions extends Named {
  journey?: string
  scenarios?: string[]
  mode?: 'real' | 'simulated'
  wait: number
}

/** Longest that one request waits for a run, seconds: the server's own limit. */
const longestRequest = 60
const lookEveryMilliseconds = 2_000

/** `journey run`: a gate for deployments. */
export function addRun(command: Command, cli: Cli): void {
  command
    .description(
      'Run a journey and wait for its end. Exit code 0: it passed, 1: it failed, 2: it could not run, so that nothing is known.',
    )
    .option('--journey <name>', 'one with a document; without it the scenarios that come with Keyhold')
    .option('--scenarios <names>', 'some of those, in this order, parted by commas', names)
    .addOption(
      choice('--mode <mode>', 'real calls, or none (default: the server’s own)', ['real', 'simulated']),
    )
    .option(
      '--wait <seconds>',
      'how long, 0 to 3600; with 0 it is only asked for, and the exit code is 2',
      wholeNumber(0, 3600),
      300,
    )
  addEnvelope(command, 'repository', 'commit', 'branch', 'pr', 'run')
  examples(command, [
    ['journey run --journey checkout', 'behind a deployment: goes on only when it passed'],
    ['journey run --scenarios register,verify,login', "Keyhold's own, against itself"],
    ['journey run --journey checkout --commit 4c903d9 --pr 12', 'linked to what is tried'],
  ])
  actOnServer<RunOptions>(cli, command, async (context, _operands, options) => {
    try {
      return await run(context, options)
    } catch (error) {
      throw couldNotRun(troubleOf(error))
    }
  })
}

function names(text: string): string[] {
  const given = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (given.length > 0) return given
  throw new InvalidArgumentError('Give names such as register,verify,login.')
}

/** Whatever went wrong on the way, of the target nothing is known. */
const couldNotRun = (trouble: Trouble): Trouble =>
  new Trouble(trouble.message, {
    hint: trouble.hint,
    next: trouble.next,
    code: trouble.code,
    requestId: trouble.requestId,
    retryAfterSeconds: trouble.retryAfterSeconds,
    details: trouble.details,
    cause: trouble.cause,
    exitCode: exitCodes.usage,
  })

async function run(context: ServerContext, options: RunOptions): Promise<ExitCode> {
  const { journey, scenarios, mode, wait, ...named } = options
  if (journey !== undefined && scenarios !== undefined)
    throw usageTrouble('A journey with a document has steps of its own.', 'Give --journey or --scenarios.')
  const about = aboutOf(envelopeOf(named, runHere(context.environment)))
  const until = Date.now() + wait * 1000
  const asked = await inItsTurn(context, { ...about, journey, scenarios, mode }, until)
  const result = await followed(context, asked, until)
  answerResult(context, result)
  if (result.journey.outcome === null)
    context.terminal.warn(`It has not ended within ${wait} s; so far nothing is known.`)
  return exitCodeOf(result, mode === 'simulated')
}

const aboutOf = ({ repository, commit, branch, prNumber, ciRunId }: Envelope): Envelope => ({
  ...(repository !== undefined && { repository }),
  ...(commit !== undefined && { commit }),
  ...(branch !== undefined && { branch }),
  ...(prNumber !== undefined && { prNumber }),
  ...(ciRunId !== undefined && { ciRunId }),
})

const secondsUntil = (until: number): number => Math.max(0, Math.ceil((until - Date.now()) / 1000))
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

type Wish = Sent<'post', '/internal/journey/run'>

/** Behind a run of the same journey that is under way. */
async function inItsTurn(context: ServerContext, body: Wish, until: number): Promise<Result> {
  for (;;) {
    try {
      return await ask(context, body, Math.min(secondsUntil(until), longestRequest))
    } catch (error) {
      const isUnderWay = error instanceof Trouble && error.code === 'JOURNEY_RUNNING'
      if (!isUnderWay || Date.now() + lookEveryMilliseconds > until) throw error
      await pause(lookEveryMilliseconds)
    }
  }
}

const ask = ({ server }: ServerContext, body: Wish, wait: number): Promise<Result> =>
  server.post('/internal/journey/run', {
    body: { ...body, wait },
    patienceMilliseconds: (wait + 30) * 1000,
  })

/** Looks again until it has ended or the time is over. */
async function followed({ server }: ServerContext, first: Result, until: number): Promise<Result> {
  let result = first
  while (result.journey.outcome === null && Date.now() < until) {
    await pause(lookEveryMilliseconds)
    result = await server.get('/internal/journey/runs/{id}', { path: { id: first.journey.id } })
  }
  return result
}
