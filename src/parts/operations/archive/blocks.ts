import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { damage } from './damage.ts'

/** A table begins; the blocks of rows that follow are its own. */
export interface TableHead {
  name: string
  columns: string[]
  /** Names of its partitions, where it has any. */
  partitions?: string[]
}

/** The last block: what must have come before it. */
export interface Manifest {
  tables: { name: string; rows: number }[]
  sequences: { name: string; value: string; isCalled: boolean }[]
}

export type Block =
  | { type: 'table'; table: TableHead }
  /** COPY text of any length: a row may go on in the next block. */
  | { type: 'rows'; bytes: Buffer }
  | { type: 'end'; manifest: Manifest }

const types: readonly Block['type'][] = ['table', 'rows', 'end']

/** Rows are gathered to about so much before they are sealed. */
export const blockBytes = 1 << 20
/** A block of rows is never longer, and no other comes near it. */
const longestBlock = 1 << 25

const level = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

/** Compressed (zstd, RFC 8878), as ciphertext cannot be: type 1 | rows as they are, anything else as JSON. */
export function encodeBlock(block: Block): Buffer {
  const type = Buffer.from([types.indexOf(block.type)])
  return zstdCompressSync(Buffer.concat([type, contentOf(block)]), level)
}

function contentOf(block: Block): Buffer {
  if (block.type === 'rows') return block.bytes
  return Buffer.from(JSON.stringify(block.type === 'table' ? block.table : block.manifest))
}

/** @throws BackupProblem ALTERED for what no Keyhold writes */
export function decodeBlock(piece: Buffer): Block {
  const plain = zstdDecompressSync(piece, { maxOutputLength: longestBlock })
  const content = plain.subarray(1)
  const type = types[plain[0]!]
  if (type === 'rows') return { type, bytes: content }
  if (type === 'table') return { type, table: JSON.parse(content.toString()) as TableHead }
  if (type === 'end') return { type, manifest: JSON.parse(content.toString()) as Manifest }
  throw damage.altered('in a block of a kind that nobody knows')
}

/** Pieces of rows, gathered into blocks. */
export async function* rowBlocks(pieces: AsyncIterable<Buffer>): AsyncGenerator<Block> {
  let gathered: Buffer[] = []
  let length = 0
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; from += blockBytes) {
      const part = piece.subarray(from, from + blockBytes)
      gathered.push(part)
      length += part.length
      if (length < blockBytes) continue
      yield { type: 'rows', bytes: Buffer.concat(gathered) }
      gathered = []
      length = 0
    }
  }
  if (length > 0) yield { type: 'rows', bytes: Buffer.concat(gathered) }
}
