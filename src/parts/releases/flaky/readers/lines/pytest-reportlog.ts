import type { Draft, RoughAttempt } from '../draft.ts'
import { type Json, type JsonObject, listOf, numberOf, objectOf, textOf } from '../json/members.ts'
import { maxAttempts } from '../report.ts'
import { linesOf } from '../text/lines.ts'
import { brokenOff, nothingOf, objectIn, objectInLast } from './json-line.ts'
import { placeOf } from './node-id.ts'

/**
 * pytest-reportlog: one line for each stage of each attempt. A setup begins an attempt; `rerun` is the failed stage of
 * one that is tried again. The file is whole when the session's end is told.
 */
export function readPytestReportlog(pieces: Iterable<string>, draft: Draft): void {
  const session = new Session(draft)
  let last = 0
  for (const line of linesOf(pieces)) {
    last = line.number
    const record = line.hasEnd ? objectIn(line) : objectInLast(line)
    if (record) session.take(record)
    else if (!line.hasEnd && line.text.trim() !== '') throw brokenOff(last, session.openTest)
    else if (line.text.trim() !== '')
      draft.warn('lines_skipped', 'Lines that are no record of pytest were skipped.')
  }
  session.finish(last)
}

interface Node {
  line: number | null
  attempts: RoughAttempt[]
}

class Session {
  readonly #nodes = new Map<string, Node>()
  readonly #draft: Draft
  #hasBegun = false
  #hasEnded = false
  #hasFailed = false
  /** The test of the last record that had one. */
  openTest: string | undefined

  constructor(draft: Draft) {
    this.#draft = draft
  }

  take(record: JsonObject): void {
    const type = record.$report_type
    this.#hasBegun ||= type !== undefined
    if (type === 'TestReport') this.#takeStage(record)
    if (type === 'CollectReport' && record.outcome === 'failed')
      this.#draft.lacks(`${textOf(record.nodeid) || 'A module'} could not be collected.`)
    if (type === 'SessionFinish') this.#end(numberOf(record.exitstatus))
  }

  finish(lastLine: number): void {
    if (!this.#hasBegun) throw nothingOf('pytest-reportlog')
    if (!this.#hasEnded) throw brokenOff(lastLine, this.openTest)
    for (const [nodeId, { line, attempts }] of this.#nodes)
      this.#draft.add({ ...placeOf(nodeId), line, attempts })
    this.#draft.compare({ hasFailed: this.#hasFailed })
  }

  #end(exitStatus: number | null): void {
    this.#hasEnded = true
    this.#hasFailed = exitStatus === 1
    if ([2, 3, 4].includes(exitStatus ?? 0)) this.#draft.lacks('pytest was interrupted or broke.')
  }

  #takeStage(record: JsonObject): void {
    const nodeId = textOf(record.nodeid)
    if (nodeId === null) return
    this.openTest = nodeId
    const node = this.#nodes.get(nodeId) ?? { line: lineOf(record), attempts: [] }
    this.#nodes.set(nodeId, node)
    if (record.when === 'setup' || node.attempts.length === 0) begin(node)
    addStage(node.attempts.at(-1)!, record)
  }
}

function begin({ attempts }: Node): void {
  if (attempts.length >= maxAttempts) attempts.splice(-1)
  attempts.push({ outcome: 'passed', milliseconds: 0 })
}

/** A failed stage fails the attempt, a skipped one skips what did not fail. */
function addStage(attempt: RoughAttempt, record: JsonObject): void {
  attempt.milliseconds = (attempt.milliseconds ?? 0) + (numberOf(record.duration) ?? 0) * 1000
  const { outcome } = record
  if (attempt.outcome === 'failed') return
  if (outcome === 'failed' || outcome === 'rerun') attempt.outcome = 'failed'
  else if (outcome === 'skipped') attempt.outcome = 'skipped'
  else return
  attempt.message = messageOf(record.longrepr)
}

/** Of a failure the exception, of a skip its reason. */
const messageOf = (told: Json | undefined): string | null =>
  textOf(objectOf(objectOf(told)?.reprcrash)?.message) ?? textOf(told) ?? textOf(listOf(told)[2])

/** File, 0-based line and name. */
const lineOf = ({ location }: JsonObject): number | null => {
  const line = numberOf(listOf(location)[1])
  return line === null ? null : line + 1
}
