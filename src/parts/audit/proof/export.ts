import type { Block } from './format.ts'
import { beginning, type Reached } from './reached.ts'
import type { PlacedEntry } from './store.ts'
import type { Evidence } from './verify.ts'

/** Head of an exported log; the format is frozen. */
export interface ExportHead {
  type: 'log'
  format: 1
  origin: string
  publicKey: string | null
  exportedAt: string
}

export interface ExportedNote {
  type: 'checkpoint'
  note: string
}

/** One line of JSON: numbers above 2^53 as text, bytes in base64. */
export const blockLine = (
  { no, xidFrom, xidTo, firstSeq, root, prev, hash, ...rest }: Block,
  more: Record<string, string> = {},
): string =>
  JSON.stringify({
    type: 'block',
    ...more,
    ...rest,
    ...texts({ no, xidFrom, xidTo, firstSeq }),
    ...bytes({ root, prev, hash }),
  })

/** @param more members that are no part of what is bound */
export const entryLine = (
  { atMicroseconds, tokenFingerprint, private: sealed, ...rest }: PlacedEntry,
  more: Record<string, string> = {},
): string =>
  JSON.stringify({
    type: 'entry',
    ...more,
    ...rest,
    ...texts({ atMicroseconds }),
    ...bytes({ tokenFingerprint, private: sealed }),
  })

const texts = (members: Record<string, bigint>) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, String(value)]))
const bytes = (members: Record<string, Buffer | null>) =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name, value?.toString('base64') ?? null]),
  )

export type Line = Record<string, never> & { type: string }
const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text, 'base64'))

export const blockOf = (line: Line): Block => ({
  no: BigInt(line.no!),
  epoch: line.epoch!,
  xidFrom: BigInt(line.xidFrom!),
  xidTo: BigInt(line.xidTo!),
  firstSeq: BigInt(line.firstSeq!),
  count: line.count!,
  root: bytesOf(line.root!)!,
  prev: bytesOf(line.prev!)!,
  hash: bytesOf(line.hash!)!,
})

export const entryOf = (line: Line): PlacedEntry => ({
  ...(line as unknown as PlacedEntry),
  atMicroseconds: BigInt(line.atMicroseconds!),
  tokenFingerprint: bytesOf(line.tokenFingerprint!),
  private: bytesOf(line.private!),
})

/** Where an exported log begins, when its first months are gone. */
export const horizonLine = ({ epoch, xidTo, no, seq, hash, edge }: Reached): string =>
  JSON.stringify({
    type: 'horizon',
    epoch,
    ...texts({ xidTo, no, seq }),
    ...bytes({ hash }),
    edge: edge.map((each) => each.toString('base64')),
  })

export const reachedIn = (text: string): Reached => reachedOf(JSON.parse(text) as Line)

const reachedOf = (line: Line): Reached => ({
  epoch: line.epoch!,
  xidTo: BigInt(line.xidTo!),
  no: BigInt(line.no!),
  seq: BigInt(line.seq!),
  hash: bytesOf(line.hash!)!,
  edge: (line.edge! as string[]).map((each) => Buffer.from(each, 'base64')),
})

/** A copy of the log that proves by itself: where it begins, then blocks, then entries. */
export async function* linesOf(evidence: Evidence): AsyncGenerator<string> {
  const start = await evidence.start()
  if (start.no > 0n) yield horizonLine(start)
  // Blocks first: what they bind was there before, so every entry they count comes behind them.
  for await (const block of evidence.blocks(start.no)) yield blockLine(block)
  for await (const entry of evidence.entries(start.epoch, start.xidTo)) yield entryLine(entry)
}

/** An exported log as evidence. `lines` gives it from its beginning each time it is called. */
export function exportedEvidence(lines: () => AsyncIterable<string>): Evidence {
  return {
    async start() {
      for await (const line of lines())
        if (line.startsWith('{"type":"horizon"')) return reachedOf(JSON.parse(line) as Line)
      return beginning
    },
    async *blocks(after) {
      for await (const line of lines()) {
        if (!line.startsWith('{"type":"block"')) continue
        const block = blockOf(JSON.parse(line) as Line)
        if (block.no > after) yield block
      }
    },
    async *entries(epoch, xid) {
      for await (const line of lines()) {
        if (!line.startsWith('{"type":"entry"')) continue
        const entry = entryOf(JSON.parse(line) as Line)
        if (entry.epoch > epoch || (entry.epoch === epoch && BigInt(entry.xid) >= xid)) yield entry
      }
    },
  }
}

const csvColumns = [
  'at',
  'id',
  'actorKind',
  'actor',
  'action',
  'objectKind',
  'object',
  'outcome',
  'n',
  'requestId',
  'detail',
] as const

export const csvHead = csvColumns.join(',')

/** For people and their spreadsheets: what an entry says, without what binds it. */
export function csvLine(entry: PlacedEntry): string {
  const at = new Date(Number(entry.atMicroseconds / 1000n)).toISOString()
  return csvColumns.map((name) => csvField(name === 'at' ? at : entry[name])).join(',')
}

/** RFC 4180; a leading sign that a spreadsheet would take for a formula is made text. */
function csvField(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== 'number' ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
