import { code } from '../../markdown.ts'
import type { Report } from '../report/report.ts'

export const markdownType = 'text/markdown'

/** More would not fit a comment on a pull request. */
const findingsShown = 50
/** Of one text that may be a stranger's. */
const charactersShown = 600

/** For a comment on a pull request. What may be out of a schema is a stranger's: it is code. */
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
          `Answered in the source: ${ignored.map(({ id, reason }) => `${quote(id)} (${quote(reason)})`).join(', ')}.`,
        ]
      : []),
    ...(migration && !migration.reachesTarget
      ? [`${quote(migration.path)} does not lead where Prisma would.`]
      : []),
    ...(lockRules.reason === null ? [] : [quote(lockRules.reason)]),
    ...notes.map(quote),
  ].join('\n\n')
}

const table = (findings: Report['findings']): string =>
  [
    '| | rule | where | what | instead |',
    '| --- | --- | --- | --- | --- |',
    ...findings.map(
      ({ severity, rule, place, message, remedy }) =>
        `| ${Math.ceil(severity)} | ${rule} | ${quote(`${place.file}:${place.line}`)} | ${quote(message)} | ${ours(remedy)} |`,
    ),
  ].join('\n')

const details = (id: string, sql: string): string =>
  `<details><summary>SQL for <code>${html(id)}</code></summary>\n\n${fence(sql)}\n\n</details>`

/** A fence longer than any in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const ticks = '`'.repeat(longest + 1)
  return `${ticks}sql\n${text}\n${ticks}`
}

/** A code span, also in a table, where no code keeps a bar from ending the cell. */
const quote = (text: string): string => code(text.replaceAll('|', '¦'), charactersShown)

/** Our own words, in which `@map` is nobody's name. */
const ours = (text: string): string => text.replace(/@+\w+/g, (word) => code(word))

/** For a line of HTML, in which Markdown is not read. */
const html = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', '&#96;')
    .replace(/\s+/g, ' ')
