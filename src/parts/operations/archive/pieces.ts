import { fileTagBytes, sameMac } from '../../vault/index.ts'
import type { ByteReader } from './byte-reader.ts'
import { damage } from './damage.ts'
import type { Prelude } from './prelude.ts'

/*
 * A piece: length of what is sealed u32 | number u64 | 1 for the last, else 0 | MAC of these 8 | ciphertext | tag 16
 * The MAC lets a changed length be told from a file that ends too early, and a piece in a wrong place from a changed one.
 */
const namedBytes = 13
const macBytes = 8
const headBytes = namedBytes + macBytes
/** Far above what is written: what our own key vouches for needs no closer bound. */
const longestSealed = 1 << 26

/** @param pieces what each piece seals; the last one is marked as such */
export async function* sealPieces(
  prelude: Prelude,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  let number = 0n
  let waiting: Uint8Array | null = null
  for await (const piece of pieces) {
    if (waiting) yield sealPiece(prelude, number++, waiting, false)
    waiting = piece
  }
  yield sealPiece(prelude, number, waiting ?? Buffer.alloc(0), true)
}

function sealPiece({ key, mac }: Prelude, number: bigint, plaintext: Uint8Array, isLast: boolean): Buffer {
  const named = Buffer.alloc(namedBytes)
  named.writeUInt32BE(plaintext.length + fileTagBytes)
  named.writeBigUInt64BE(number, 4)
  named[12] = isLast ? 1 : 0
  const bound = Buffer.concat([mac, named])
  return Buffer.concat([named, key.mac(bound).subarray(0, macBytes), key.seal(number, bound, plaintext)])
}

/**
 * What `sealPieces` sealed, to its marked end.
 * @throws BackupProblem TRUNCATED, REORDERED or ALTERED
 */
export async function* openPieces(prelude: Prelude, reader: ByteReader): AsyncGenerator<Buffer> {
  for (let wanted = 0n; ; wanted++) {
    const { plaintext, isLast } = await openPiece(prelude, reader, wanted)
    if (isLast && (await reader.take(1)).length > 0)
      throw damage.altered('behind its end, where more follows')
    yield plaintext
    if (isLast) return
  }
}

async function openPiece(
  { key, mac }: Prelude,
  reader: ByteReader,
  wanted: bigint,
): Promise<{ plaintext: Buffer; isLast: boolean }> {
  const head = await reader.take(headBytes)
  if (head.length === 0) throw damage.truncated(`before piece ${wanted}`)
  if (head.length < headBytes) throw damage.truncated(`within piece ${wanted}`)
  const named = head.subarray(0, namedBytes)
  const bound = Buffer.concat([mac, named])
  const length = named.readUInt32BE()
  const isOurs = sameMac(head.subarray(namedBytes), key.mac(bound).subarray(0, macBytes))
  if (!isOurs || length > longestSealed) throw damage.altered(`at the head of piece ${wanted}`)
  const number = named.readBigUInt64BE(4)
  if (number !== wanted) throw damage.reordered(number, wanted)
  const sealed = await reader.take(length)
  if (sealed.length < length) throw damage.truncated(`within piece ${wanted}`)
  const plaintext = key.open(number, bound, sealed)
  if (plaintext === null) throw damage.altered(`in piece ${wanted}`)
  return { plaintext, isLast: named[12] === 1 }
}
