import { code } from '../../markdown.ts'
import type { Report, ReportedFinding } from '../report/report.ts'
import type { Place } from '../text/schema-file.ts'
import { lostPlace } from './words.ts'

export const markdownType = 'text/markdown'

/** More would not fit a comment on a pull request. */
const findingsShown = 50
/** Characters of SQL in all. */
const sqlShown = 20_000
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
    ...scripts(shown),
    ...(ignored.length > 0 ? [answers(ignored)] : []),
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
      (finding) =>
        `| ${Math.ceil(finding.severity)} | ${finding.rule} | ${where(finding)} | ${quote(finding.message)} | ${ours(finding.remedy)} |`,
    ),
  ].join('\n')

function where(finding: ReportedFinding): string {
  const before = lostPlace(finding)
  return before ? `${at(finding.place)} (before: ${at(before)})` : at(finding.place)
}

const at = ({ file, line }: Place): string => quote(`${file}:${line}`)

/** The SQL of each finding that has some, as far as a comment has room: half of a statement helps nobody. */
function scripts(findings: Report['findings']): string[] {
  const told: string[] = []
  let left = 0
  let room = sqlShown
  for (const { id, sql } of findings) {
    if (sql === null) continue
    room -= sql.length
    if (room < 0) left += 1
    else told.push(details(id, sql))
  }
  return left === 0 ? told : [...told, `The SQL for ${left} more of them is too long to stand here.`]
}

/** What each comment answered, and where it stands. */
function answers(ignored: Report['ignored']): string {
  const shown = ignored
    .slice(0, findingsShown)
    .map(
      ({ id, reason, answeredAt }) =>
        `- ${quote(id)}${answeredAt ? ` at ${at(answeredAt)}` : ''}: ${quote(reason)}`,
    )
  const more = ignored.length > shown.length ? [`- …and ${ignored.length - shown.length} more`] : []
  return ['Answered by comments:', '', ...shown, ...more].join('\n')
}

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
