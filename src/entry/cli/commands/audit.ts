import { type Command, Option } from 'commander'
import type { ExcerptCliOptions } from '../audit/excerpting.ts'
import type { ExportCliOptions } from '../audit/exporting.ts'
import type { VerifyCliOptions } from '../audit/verifying.ts'
import { act, actOnServer, type Cli, examples } from '../command.ts'
import { relative, utc } from '../moments.ts'
import { count } from '../backup/progress.ts'
import type { Got } from '../server.ts'
import { plainRows, table } from '../table.ts'
import { usageTrouble } from '../trouble.ts'

export function addAudit(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('The log of what happened, and its proof.')
  examples(audit, [
    ['audit verify', 'prove the whole log, in the database itself'],
    ['audit export --to log.jsonl', 'a copy that can be proved elsewhere'],
    ['audit find --token-hash 9f86d0…', 'who was given a token that leaked'],
    ['audit status', 'how far it is bound and signed'],
  ])
  addVerify(audit.command('verify'), cli)
  addExport(audit.command('export'), cli)
  addExcerpt(audit.command('excerpt'), cli)
  addFind(audit.command('find'), cli)
  addStatus(audit.command('status'), cli)
}

function addVerify(command: Command, cli: Cli): void {
  command
    .description('Hash every entry and every block again, and compare them with signed checkpoints.')
    .option('--file <export>', 'prove a copy that `audit export` wrote, without any database')
    .option('--key <key...>', 'public key of the checkpoints (default: the one in the home)')
    .option('--checkpoints <path>', 'file or folder of checkpoints (default: those in the home)')
  examples(command, [
    ['audit verify', 'the database, against the checkpoints in the home'],
    ['audit verify --checkpoints /mnt/notes --key "$KEY"', 'against those kept elsewhere'],
    ['audit verify --file log.jsonl --json', 'a copy, offline'],
  ])
  act<VerifyCliOptions>(cli, command, async (context, _operands, options) => {
    const { verifyLog } = await import('../audit/verifying.ts')
    return verifyLog(context, options)
  })
}

function addExport(command: Command, cli: Cli): void {
  command
    .description('Write the whole log to a file.')
    .requiredOption('--to <file>', 'where to write it')
    .addOption(
      new Option('--format <format>', 'jsonl can be proved, csv is for spreadsheets')
        .choices(['jsonl', 'csv'])
        .default('jsonl'),
    )
  examples(command, [
    ['audit export --to log.jsonl', 'entries and blocks, to be proved elsewhere'],
    ['audit export --to log.csv --format csv', 'entries alone'],
  ])
  act<ExportCliOptions>(cli, command, async (context, _operands, options) => {
    const { exportLog } = await import('../audit/exporting.ts')
    await exportLog(context, options)
  })
}

function addExcerpt(command: Command, cli: Cli): void {
  command
    .description('Write what the log says of one connection, or of what somebody did, with its proof.')
    .option('--connection <id>', 'everything that happened to it')
    .option('--actor <id>', 'everything that a key or somebody else did')
    .requiredOption('--to <file>', 'where to write it')
  examples(command, [
    ['audit excerpt --connection 01890a5d-… --to excerpt.jsonl', 'for whom it belongs to'],
    ['audit verify --file excerpt.jsonl --key "$KEY"', 'proves it, offline, without the rest of the log'],
  ])
  act<ExcerptCliOptions>(cli, command, async (context, _operands, options) => {
    const { exportExcerpt } = await import('../audit/excerpting.ts')
    await exportExcerpt(context, options)
  })
}

function addFind(command: Command, cli: Cli): void {
  command
    .description('Who was given an access token. Only its hash is sent: printf %s "$TOKEN" | sha256sum')
    .requiredOption('--token-hash <sha256>', 'SHA-256 of the token, 64 hex digits')
  examples(command, [['audit find --token-hash 9f86d081884c7d65…', 'newest first']])
  actOnServer<{ tokenHash: string }>(cli, command, async ({ server, terminal }, _operands, { tokenHash }) => {
    if (!/^[0-9a-f]{64}$/i.test(tokenHash))
      throw usageTrouble('That is no SHA-256 in hex.', 'Make it with: printf %s "$TOKEN" | sha256sum')
    const { reads } = await server.get('/api/audit/reads', { query: { tokenHash: tokenHash.toLowerCase() } })
    const now = new Date()
    const cells = (when: (at: string) => string) =>
      reads.map(({ at, actorKind, actor, object, n }) => [
        when(at),
        `${actorKind} ${actor ?? ''}`.trim(),
        object ?? '',
        String(n),
      ])
    const columns = [
      { title: 'AT' },
      { title: 'WHO', isWhole: true },
      { title: 'CONNECTION', isWhole: true },
      { title: 'TIMES' },
    ]
    terminal.answer({
      json: { reads },
      plain: plainRows(cells(utc)),
      human:
        reads.length === 0
          ? ''
          : table(
              columns,
              cells((at) => relative(at, now)),
              terminal.width,
              terminal.paint.dim,
            ),
    })
    if (reads.length === 0) terminal.say('Nobody was given that token, as far as the log goes back.')
  })
}

type Sink = NonNullable<Got<'/api/audit/status'>['sink']>

function sinkLine({ to, behind, takenAt, failingSince, reason }: Sink): string {
  const waiting = `${count(Number(behind))} entries wait`
  if (failingSince) return `Second sink: ${to} fails since ${failingSince} (${reason}); ${waiting}.`
  return takenAt ? `Second sink: ${to} takes entries; ${waiting}.` : `Second sink: ${to}, not written to yet.`
}

function addStatus(command: Command, cli: Cli): void {
  command.description(
    'How far the log is bound into blocks, its second sink, and the newest signed checkpoint.',
  )
  examples(command, [['audit status', 'the public key to note, and a checkpoint to keep']])
  actOnServer(cli, command, async ({ server, terminal }) => {
    const status = await server.get('/api/audit/status')
    const { blocks, entries, oldestUnboundAt, publicKey, checkpoint, sink } = status
    const second = sink ? `${sinkLine(sink)}\n` : ''
    terminal.answer({
      json: { ...status },
      plain: plainRows([
        [
          blocks,
          entries,
          oldestUnboundAt ?? '',
          publicKey,
          sink?.to ?? '',
          sink?.behind ?? '',
          sink?.reason ?? '',
        ],
      ]),
      human: `${count(Number(entries))} entries in ${count(Number(blocks))} blocks.\n${second}Public key: ${publicKey}\n\n${checkpoint.trimEnd()}`,
    })
  })
}
