import { entryLine } from '../proof/export.ts'
import type { PlacedEntry } from '../proof/store.ts'
import type { SinkTarget } from './target.ts'

/** An entry with its number among all that are bound. */
export interface NumberedEntry extends PlacedEntry {
  seq: bigint
}

// RFC 5424: facility 13 is "log audit"; what was refused or failed is a warning, all else is information.
const facility = 13
const warning = 4
const information = 6
const mostOfMessageId = 32

/** One entry as the sink takes it: JSON as in an export, and for syslog a header before it. Never a line break. */
export function lineOf({ kind }: SinkTarget, { seq, ...entry }: NumberedEntry): string {
  const json = entryLine(entry, { seq: String(seq) })
  if (kind === 'file') return json
  const priority = facility * 8 + (entry.outcome === 'ok' ? information : warning)
  const id = entry.action.replaceAll(/[^!-~]/g, '_').slice(0, mostOfMessageId)
  return `<${priority}>1 ${momentOf(entry.atMicroseconds)} - keyhold - ${id} - ${json}`
}

function momentOf(microseconds: bigint): string {
  const seconds = new Date(Number(microseconds / 1000n)).toISOString().slice(0, 19)
  return `${seconds}.${String(microseconds % 1_000_000n).padStart(6, '0')}Z`
}
