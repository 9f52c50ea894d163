import { type Json, type JsonObject, objectOf } from '../json/members.ts'
import { readTree } from '../json/tree.ts'
import { maxDepth, maxNameCharacters, ReportTrouble } from '../report.ts'
import type { Line } from '../text/lines.ts'

/** The object in one line; undefined for a line that is none, such as what a compiler prints between. */
export function objectIn({ text, number }: Line): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  return (isPlain(text) ? plainObjectIn(text) : undefined) ?? objectOf(readTree([text], number))
}

/** Neither long nor deep, as nearly every line is: there may be millions, and the careful reader begins slowly. */
const isPlain = (text: string): boolean =>
  text.length <= maxNameCharacters && text.split(/[[{]/, maxDepth + 2).length <= maxDepth + 1

/** Undefined for what is no JSON: the careful reader says why. */
function plainObjectIn(text: string): JsonObject | undefined {
  try {
    return objectOf(JSON.parse(text) as Json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The same, for a last line that breaks off: then it is undefined, and the caller tells the test. */
export function objectInLast(line: Line): JsonObject | undefined {
  try {
    return objectIn(line)
  } catch (error) {
    if (error instanceof ReportTrouble && error.code === 'REPORT_TRUNCATED' && !line.hasEnd) return undefined
    throw error
  }
}

export const brokenOff = (line: number, test: string | undefined): ReportTrouble =>
  new ReportTrouble({
    code: 'REPORT_TRUNCATED',
    line,
    ...(test === undefined ? {} : { test }),
    words: `The report breaks off in line ${line}${test === undefined ? '' : `, at the test "${test}"`}.`,
  })

/** A file of lines without one that its format knows. */
export const nothingOf = (format: string): ReportTrouble =>
  new ReportTrouble({ code: 'REPORT_UNKNOWN', line: 1, words: `No line is of the format ${format}.` })
