import type { Report } from '../report/report.ts'

export const markdownType = 'text/markdown'

/** More would not fit a comment on a pull request. */
const findingsShown = 50

/** For a comment on a pull request. What stands in a schema is a stranger's: it is escaped. */
export function markdownOf(report: Omit<Report, 'operations' | 'summary'>): string {
  const { findings, findingsTotal, ignored, score, level, notes, lockRules, migration } = report
  const shown = findings.slice(0, findingsShown)
  return [
    `### Schema change: ${level} (${score} of 100)`,
    ...(shown.length === 0 ? ['Nothing to object to.'] : [table(shown)]),
    ...(findingsTotal > shown.length ? [`…and ${findingsTotal - shown.length} more.`] : []),
    ...shown
      .filter(({ rule, sql }) => rule.startsWith('D') && sql !== null)
      .map(({ id, sql }) => details(id, sql!)),
    ...(ignored.length > 0
      ? [
          `Answered in the source: ${ignored.map(({ id, reason }) => `${code(id)} (${plain(reason)})`).join(', ')}.`,
        ]
      : []),
    ...(migration && !migration.reachesTarget
      ? [`${code(migration.path)} leaves out ${migration.missing.length} of what Prisma would do.`]
      : []),
    ...(lockRules.reason === null ? [] : [plain(lockRules.reason)]),
    ...notes.map(plain),
  ].join('\n\n')
}

const table = (findings: Report['findings']): string =>
  [
    '| | rule | where | what | instead |',
    '| --- | --- | --- | --- | --- |',
    ...findings.map(
      ({ severity, rule, place, message, remedy }) =>
        `| ${Math.round(severity)} | ${rule} | ${code(`${place.file}:${place.line}`)} | ${plain(message)} | ${plain(remedy)} |`,
    ),
  ].join('\n')

const details = (id: string, sql: string): string =>
  `<details><summary>SQL for ${plain(id)}</summary>\n\n${fence(sql)}\n\n</details>`

/** A fence longer than any in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}sql\n${text}\n${ticks}`
}

const code = (text: string): string => `<code>${html(text).replaceAll('|', '&#124;')}</code>`

const html = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/\s+/g, ' ')

/** No mark-up, no mention of anybody, no link. */
const plain = (text: string): string =>
  html(text)
    .replace(/[\\`*_{}[\]()#+!|~]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replaceAll('@', '&#64;')
    .replaceAll('://', ':&#47;&#47;')
