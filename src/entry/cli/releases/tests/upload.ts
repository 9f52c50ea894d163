import type { Command } from 'commander'
import { actOnServer, type Cli, examples, type ServerContext } from '../../command.ts'
import type { Answer } from '../../server.ts'
import { plainRows } from '../../table.ts'
import { addReportOptions, type ReportOptions, reportQuery, sendReports } from './reports.ts'

type Taken = Answer<'post', '/internal/tests/ingest'>

/** `flaky upload` */
export function addUpload(command: Command, cli: Cli): void {
  command
    .argument(
      '<files...>',
      'reports of one test run: JUnit, CTRF, Jest, Vitest, Playwright, go test, pytest, TAP',
    )
    .description('Send the results of a test run. The same sent twice counts once.')
  addReportOptions(command)
  examples(command, [
    ['flaky upload results.xml', 'in a CI, which says what it is about'],
    ['flaky upload shard-*.json --environment "linux node-24"', 'judged for itself'],
    ['flaky upload r.xml --repository acme/app --commit $COMMIT', 'anywhere else: the whole hash'],
  ])
  actOnServer<ReportOptions>(cli, command, async (context, files, options) => {
    const query = await reportQuery(context, options)
    answerTaken(context, await sendReports<Taken>(context.server, '/internal/tests/ingest', files, query))
  })
}

function answerTaken({ terminal }: ServerContext, taken: Taken): void {
  const { runId, repository, count, passed, failed, skipped, retried, newTests, format } = taken
  const counts = `${count} tests of ${repository}: ${passed} passed, ${failed} failed, ${skipped} skipped`
  const more = [
    ...(retried > 0 ? [`${retried} passed on a retry`] : []),
    ...(newTests > 0 ? [`${newTests} ${newTests === 1 ? 'is' : 'are'} new`] : []),
  ]
  terminal.answer({
    json: { ...taken },
    // Columns are only ever added at the end.
    plain: plainRows([
      [runId, repository, format, ...[count, passed, failed, skipped, retried, newTests].map(String)],
      ...taken.verdictChanges.map(({ testId, title, was, verdict }) => [testId, title, was, verdict]),
    ]),
    human: [
      `${[counts, ...more].join('; ')}.`,
      ...taken.verdictChanges.map(({ title, was, verdict }) => `${title} is ${verdict} now, and was ${was}.`),
    ].join('\n'),
  })
  if (taken.isReplay) terminal.say('It was sent before, and had no effect now.')
  if (taken.infra) terminal.warn(taken.infra.words)
  for (const { words } of taken.warnings) terminal.warn(words)
}
