import type { Block } from './format.ts'
import { blockOf, entryOf, headOf, horizonOf, UnreadableLine } from './lines.ts'
import { beginning, type Reached } from './reached.ts'
import type { PlacedEntry } from './store.ts'
import type { Evidence } from './verify.ts'

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

/** Where an exported log begins, when its first months are gone. */
export const horizonLine = ({ epoch, xidTo, no, seq, hash, edge }: Reached): string =>
  JSON.stringify({
    type: 'horizon',
    epoch,
    ...texts({ xidTo, no, seq }),
    ...bytes({ hash }),
    edge: edge.map((each) => each.toString('base64')),
  })

export const reachedIn = (text: string): Reached => horizonOf(JSON.parse(text))

/** A copy of the log that proves by itself: where it begins, then blocks, then entries. */
export async function* linesOf(evidence: Evidence): AsyncGenerator<string> {
  const start = await evidence.start()
  if (start.no > 0n) yield horizonLine(start)
  // Blocks first: what they bind was there before, so every entry they count comes behind them.
  for await (const block of evidence.blocks(start.no)) yield blockLine(block)
  for await (const entry of evidence.entries(start.epoch, start.xidTo)) yield entryLine(entry)
}

/**
 * An exported log as evidence. `lines` gives it from its beginning each time it is called. Its reading throws an
 * UnreadableLine for whatever no export has: what were passed over would stand there unproved.
 */
export function exportedEvidence(lines: () => AsyncIterable<string>): Evidence {
  return {
    async start() {
      for await (const { kind, read } of kinds(lines())) {
        if (kind === 'horizon') return read(horizonOf)
        if (kind !== 'log') break
      }
      return beginning
    },
    async *blocks(after) {
      for await (const { kind, read } of kinds(lines())) {
        const block = kind === 'block' ? read(blockOf) : null
        if (block && block.no > after) yield block
      }
    },
    async *entries(epoch, xid) {
      for await (const { kind, read } of kinds(lines())) {
        if (kind === 'log') read(headOf)
        const entry = kind === 'entry' ? read(entryOf) : null
        if (entry && (entry.epoch > epoch || (entry.epoch === epoch && BigInt(entry.xid) >= xid))) yield entry
      }
    },
  }
}

const order = ['log', 'horizon', 'block', 'entry'] as const

/** Lines by what they are, in the order in which they are written; one head and one horizon at most. */
async function* kinds(lines: AsyncIterable<string>) {
  let number = 0
  let last: (typeof order)[number] | null = null
  for await (const line of lines) {
    number += 1
    const kind = order.find((each) => line.startsWith(`{"type":"${each}"`))
    const isInOrder =
      kind !== undefined &&
      (last === null ||
        order.indexOf(kind) > order.indexOf(last) ||
        (kind === last && kind !== 'log' && kind !== 'horizon'))
    if (!isInOrder) throw new UnreadableLine(number)
    last = kind
    const at = number
    yield { kind, read: <T>(of: (line: unknown) => T): T => readLine(line, at, of) }
  }
}

function readLine<T>(line: string, number: number, of: (line: unknown) => T): T {
  try {
    return of(JSON.parse(line))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new UnreadableLine(number)
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
export function csvField(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value !== 'number' ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
