import { readFileSync } from 'node:fs'
import { isAbsolute, relative } from 'node:path'
import type { ServerContext } from '../../command.ts'
import { exitCodes } from '../../exit-codes.ts'
import type { Query, Server } from '../../server.ts'
import { Trouble } from '../../trouble.ts'
import { Option, type Command } from 'commander'
import { addEnvelope, envelopeOf, type Named, queryOf, runHere } from '../envelope.ts'
import { offsetInCheckout, topOfCheckout } from '../git.ts'

export interface ReportOptions extends Named {
  format?: string
  root?: string
  folder?: string
}

const formats = [
  'junit',
  'ctrf',
  'jest',
  'vitest',
  'playwright',
  'go-test',
  'pytest-json',
  'pytest-reportlog',
  'tap',
]

/** Options of commands that read reports. */
export function addReportOptions(command: Command): void {
  addEnvelope(command, 'repository', 'commit', 'branch', 'pr', 'run', 'attempt', 'shard', 'environment')
  command
    .addOption(
      new Option('--format <format>', 'what they are (default: by what is in them)').choices(formats),
    )
    .option(
      '--root <folder>',
      'where the checkout lay on the machine that ran the tests (default: what the CI says, else the top of the checkout here)',
    )
    .option(
      '--folder <folder>',
      'where in the checkout the tests ran, from its top, such as services/a: put before relative names of files (default: this folder)',
    )
}

/** What reports are about, and how they are read; says which folder their relative names are put below. */
export async function reportQuery(
  { environment, terminal }: ServerContext,
  options: ReportOptions,
): Promise<Query> {
  const run = runHere(environment)
  const folder = options.folder ?? (await offsetInCheckout()) ?? offsetIn(run.folder)
  if (folder !== '') terminal.say(`Relative names of files are put below ${folder} (--folder).`)
  return {
    ...queryOf(envelopeOf(options, run)),
    format: options.format,
    // That of a report which lies in no checkout is told from its paths by the server.
    root: options.root ?? run.folder ?? (await topOfCheckout()) ?? undefined,
    folder: folder || undefined,
  }
}

/** Where below a folder this runs; empty where it is not below it. */
function offsetIn(top: string | undefined): string {
  const offset = top === undefined ? '' : relative(top, process.cwd())
  return offset.startsWith('..') || isAbsolute(offset) ? '' : offset
}

/** Longest that reading and judging large reports takes. */
const patienceMilliseconds = 180_000

/**
 * Sends the reports of one run as one form.
 * @throws Trouble, exit code 1, for a file that is not there: a run that wrote none may have crashed
 */
export async function sendReports<Answer>(
  server: Server,
  address: string,
  paths: readonly string[],
  query: Query,
): Promise<Answer> {
  const form = new FormData()
  for (const path of paths) form.append('report', new Blob([reportIn(path)]), path)
  // The form's own bytes and its boundary, as fetch would make them.
  const whole = new Response(form)
  const contentType = whole.headers.get('content-type')!
  const bytes = new Uint8Array(await whole.arrayBuffer())
  return server.send<Answer>('POST', address, { query, bytes, contentType, patienceMilliseconds })
}

function reportIn(path: string): Buffer<ArrayBuffer> {
  const bytes = bytesIn(path)
  if (bytes.length > 0) return bytes
  throw new Trouble(`The report at ${path} is empty.`, {
    exitCode: exitCodes.failed,
    hint: 'A test run that was killed may leave it so. Look at what it printed.',
  })
}

function bytesIn(path: string): Buffer<ArrayBuffer> {
  try {
    return Buffer.from(readFileSync(path))
  } catch (cause) {
    const { code } = cause as { code?: string }
    if (code === 'EISDIR')
      throw new Trouble(`${path} is a folder.`, {
        exitCode: exitCodes.failed,
        hint: `Name the reports in it, such as ${path.replace(/\/$/, '')}/*.xml`,
        cause,
      })
    throw new Trouble(`There is no report at ${path} (${code}).`, {
      exitCode: exitCodes.failed,
      hint: 'A test run that crashed writes none. Name the file that your test framework writes.',
      cause,
    })
  }
}
