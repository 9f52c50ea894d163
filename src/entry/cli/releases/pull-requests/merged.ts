import type { Command } from 'commander'
import { actOnServer, type Cli, examples } from '../../command.ts'
import { plainRows } from '../../table.ts'
import { pullRequestNumber, runHere } from '../envelope.ts'

interface MergedOptions {
  repository?: string
  mergeCommit?: string
  at?: string
}

/** `pr merged`: tells of a merge without the files of the change. */
export function addMerged(command: Command, cli: Cli): void {
  command
    .argument('<number>', 'number of a pull request', pullRequestNumber)
    .description(
      'Say that a pull request is merged, where no webhook of the code host does. Its files need not be sent.',
    )
    .option('--repository <name>', 'whose (default: what the CI says)')
    .option('--merge-commit <hash>', 'the commit that it was merged by')
    .option('--at <moment>', 'when, such as 2026-01-01T00:00:00Z (default: now)')
  examples(command, [['pr merged 12 --repository acme/app', 'from now on it counts what comes of it']])
  actOnServer<MergedOptions>(cli, command, async ({ server, terminal, environment }, [number], options) => {
    const now = new Date().toISOString()
    const body = {
      repository: options.repository ?? runHere(environment).repository,
      prNumber: Number(number),
      state: 'merged' as const,
      mergeSha: options.mergeCommit,
      // What a CI or the code host told before with its own clock is older.
      updatedAt: now,
      endedAt: options.at ?? now,
      sentAt: now,
    }
    const answer = await server.post('/internal/pr-intel/ingest', { body })
    terminal.answer({
      json: { ...answer },
      plain: plainRows([[String(answer.prNumber), answer.repository ?? '']]),
      human: `Noted: #${answer.prNumber} of ${answer.repository} is merged.`,
    })
  })
}
