import { Argument, type Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import { utc } from '../../moments.ts'
import type { Got } from '../../server.ts'
import { details, plainRows } from '../../table.ts'
import { pullRequestNumber, runHere } from '../envelope.ts'
import { percent } from '../numbers.ts'

const kinds = {
  reverted: 'it was taken back',
  fixed: 'another one mended it',
  'rolled-back': 'the deployment was rolled back',
  clean: 'nothing came of it, whatever was found',
} as const

interface OutcomeOptions {
  repository?: string
  by?: number
  at?: string
}

/** `pr outcome`: what came of a merged pull request, from which probabilities are calibrated. */
export function addOutcome(command: Command, cli: Cli): void {
  command
    .argument('<number>', 'number of a pull request', pullRequestNumber)
    .addArgument(new Argument('<outcome>', 'what came of it').choices(Object.keys(kinds)))
    .description('Say what came of a merged pull request. Reverts and fixes are found without being told.')
    .option('--repository <name>', 'whose, where several have that number (default: what the CI says)')
    .option('--by <n>', 'the pull request that took it back or mended it', pullRequestNumber)
    .option('--at <moment>', 'when it came to light, such as 2026-01-01T00:00:00Z (default: now)')
  examples(command, [
    ['pr outcome 12 rolled-back', 'the deployment was taken back'],
    ['pr outcome 12 fixed --by 15', 'a hotfix mended it'],
    ['pr outcome 12 clean', 'it was not to blame'],
  ])
  actOnServer<OutcomeOptions>(cli, command, async (context, [number, outcome], { by, at, ...named }) => {
    const kind = outcome as keyof typeof kinds
    const answer = await context.server.post('/internal/pr-intel/{number}/outcome', {
      path: { number: Number(number) },
      query: { repository: named.repository ?? runHere(context.environment).repository },
      body: { kind: kind === 'rolled-back' ? 'rolled_back' : kind, byNumber: by, at },
    })
    context.terminal.answer({
      json: { ...answer },
      plain: plainRows(
        answer.outcomes.map((each) => [each.kind, String(each.byNumber ?? ''), each.source, utc(each.at)]),
      ),
      human: `Noted of #${answer.prNumber} of ${answer.repository}: ${kinds[kind]}.`,
    })
  })
}

type Model = Got<'/internal/pr-intel/model'>

/** `pr model` */
export function addModel(command: Command, cli: Cli): void {
  command
    .argument('[repository]', 'such as acme/app (default: what the CI says)')
    .description('How good the probabilities of a repository turned out to be, and how they are calibrated.')
  examples(command, [['pr model acme/app', 'hidden below 50 outcomes']])
  actOnServer(cli, command, async (context, [name]) => {
    const repository = name ?? runHere(context.environment).repository
    answerModel(context, await context.server.get('/internal/pr-intel/model', { query: { repository } }))
  })
}

function answerModel({ terminal }: ServerContext, model: Model): void {
  const { outcomes, positives, waiting, needed, calibration, quality, coverage } = model
  const lacking = `needs ${needed.outcomes} outcomes, ${needed.positives} of them defects and ${needed.negatives} not, ${needed.days} days after the merge`
  const pairs: [string, string][] = [
    ['repository', model.repository],
    [
      'outcomes',
      `${outcomes}, ${positives} of them defects; ${waiting} merged within ${needed.days} days wait`,
    ],
    ['calibrated', calibration ? 'by its own outcomes' : `no, the shipped model; ${lacking}`],
    ['AUC', quality ? (quality.auc?.toFixed(3) ?? 'unknown') : 'hidden: too few outcomes'],
    ...(quality
      ? ([
          ['Brier score', quality.brier.toFixed(3)],
          ['skill over the base rate', quality.brierSkill?.toFixed(3) ?? 'unknown'],
          ['calibration error', quality.ece.toFixed(3)],
        ] as [string, string][])
      : []),
    [
      'files were sent of',
      coverage.share === null
        ? `none in ${coverage.days} days`
        : `${coverage.analysed} of ${coverage.seen} in ${coverage.days} days (${percent(coverage.share)})`,
    ],
  ]
  terminal.answer({ json: { ...model }, plain: plainRows(pairs), human: details(pairs, terminal.paint.dim) })
}
