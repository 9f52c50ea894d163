import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../../command.ts'
import type { Answer } from '../../server.ts'
import { runHere } from '../envelope.ts'

interface PolicyOptions {
  repository?: string
  set?: string
}

const address = '/internal/pr-intel/policy'

/** `pr policy`: what it prints is what `--set` takes. */
export function addPolicy(command: Command, cli: Cli): void {
  command
    .description(
      'What a repository calls sensitive, from which probability on a change is of which level, and what blocks: as JSON, to be changed and put back.',
    )
    .option('--repository <name>', 'whose (default: what the CI says)')
    .option('--set <file>', 'put this policy, JSON; - reads standard input; what it leaves out is as usual')
  examples(command, [
    ['pr policy --repository acme/app', 'to be kept in policy.json and changed there'],
    ['pr policy --repository acme/app --set policy.json', 'what is wrong is told by its place'],
  ])
  actOnServer<PolicyOptions>(cli, command, async (context, _operands, { set, ...named }) => {
    const { server, terminal, environment, outside } = context
    const query = { repository: named.repository ?? runHere(environment).repository }
    const document = set && (set === '-' ? await text(outside.stdin) : readFileSync(set, 'utf8'))
    const answer = document
      ? await server.send<Answer<'put', typeof address>>('PUT', address, {
          query,
          bytes: Buffer.from(document),
        })
      : await server.get(address, { query })
    const policy = JSON.stringify(answer.policy, null, 2)
    terminal.answer({ json: { ...answer }, plain: `${policy}\n`, human: policy })
    if (set !== undefined) terminal.say(`This is the policy of ${answer.repository} from now on.`)
    else if (!answer.isOwn) terminal.say(`${answer.repository} has none of its own: this is the usual one.`)
  })
}
