import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import type { ExitCode } from '../../exit-codes.ts'
import { choice } from '../choices.ts'
import type { Sent } from '../../server.ts'
import { usageTrouble } from '../../trouble.ts'
import type { Run } from '../ci/run.ts'
import { addEnvelope, type Envelope, envelopeOf, type Named, runHere } from '../envelope.ts'
import type { Judged } from './answers.ts'
import { type Facts, factsOf } from './facts.ts'
import { answerJudgement, exitCodeOf } from './judged.ts'

interface SubmitOptions extends Named {
  title?: string
  label?: string[]
  state?: 'open' | 'closed' | 'merged'
  mergeCommit?: string
}

/** `pr submit`: sends the facts of a change, and shows what the server makes of them. */
export function addSubmit(command: Command, cli: Cli): void {
  command
    .argument('[base]', 'what it is made against, such as origin/main (default: what the CI says)')
    .argument('[head]', 'its newest commit (default: what the CI says, else HEAD)')
    .description('Send the facts of a pull request, counted by git, and show its probability and reasons.')
    .option('--title <text>', 'its title: a fix weighs more (default: what the CI says)')
    .option('--label <name...>', 'its labels (default: what the CI says)')
    .addOption(choice('--state <state>', 'how it stands', ['open', 'closed', 'merged']))
    .option('--merge-commit <hash>', 'the commit that it was merged by')
  addEnvelope(command, 'repository', 'pr', 'commit', 'branch', 'run', 'attempt')
  examples(command, [
    ['pr submit', 'in a CI, for the pull request it runs for'],
    ['pr submit origin/main --repository acme/app --pr 12', 'anywhere else'],
    ['pr submit origin/main --pr 12 --title "fix: the login"', 'a fix'],
  ])
  actOnServer<SubmitOptions>(cli, command, async (context, [base, head], options) => {
    const run = runHere(context.environment)
    const envelope = envelopeOf(options, run)
    const { prNumber } = envelope
    if (prNumber === undefined)
      throw usageTrouble(
        'Nothing says which pull request this is.',
        'Name it with --pr; a CI says it only in runs for one.',
      )
    const facts = await factsOf(run, base, head)
    return answerJudged(context, await send(context, bodyOf({ ...envelope, prNumber }, run, facts, options)))
  })
}

type Told = Sent<'post', '/internal/pr-intel/ingest'>

const send = ({ server }: ServerContext, body: Told): Promise<Judged> =>
  server.post('/internal/pr-intel/ingest', { body })

/** As `POST /internal/pr-intel/ingest` takes it. What the event of a code host says is passed on with its own clock. */
function bodyOf(
  envelope: Envelope & { prNumber: number },
  run: Run,
  facts: Facts,
  options: SubmitOptions,
): Told {
  const isOfCi = run.prNumber === envelope.prNumber
  const now = new Date().toISOString()
  const { updatedAt, openedAt, endedAt, draft, body, base } = isOfCi ? run : {}
  return {
    ...envelope,
    commit: facts.head,
    headSha: facts.head,
    baseSha: facts.mergeBase,
    baseBranch: base,
    title: options.title ?? (isOfCi ? run.title : undefined),
    labels: options.label ?? (isOfCi ? run.labels : undefined),
    state: options.state ?? (isOfCi ? run.state : undefined),
    mergeSha: options.mergeCommit ?? (isOfCi ? run.mergeCommit : undefined),
    body,
    draft,
    // A state that somebody names is newer than what was told before.
    updatedAt: updatedAt ?? (options.state && now),
    openedAt,
    endedAt,
    files: facts.files,
    codeowners: facts.codeowners,
    sentAt: now,
  }
}

function answerJudged(context: ServerContext, judged: Judged): ExitCode {
  const title: [string, string][] = [
    ['pull request', `#${judged.prNumber} of ${judged.repository}`],
    ['commit', judged.headSha ?? ''],
  ]
  answerJudgement(context, { ...judged, title }, judged)
  if (judged.isReplay) context.terminal.say('It was sent before, and had no effect now.')
  return exitCodeOf(judged.check)
}
