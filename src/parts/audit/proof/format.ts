import { hash } from 'node:crypto'

/** An entry as it is bound: every field but epoch and transaction id, in this order. */
export interface BoundEntry {
  id: string
  /** Microseconds since 1970. */
  atMicroseconds: bigint
  logAccount: string | null
  logSubject: string | null
  actorKind: string
  actor: string | null
  action: string
  objectKind: string | null
  object: string | null
  outcome: string
  n: number
  requestId: string | null
  tokenFingerprint: Buffer | null
  detail: string | null
  private: Buffer | null
}

export interface Block {
  no: bigint
  epoch: number
  xidFrom: bigint
  /** Not part of it any more. */
  xidTo: bigint
  firstSeq: bigint
  count: number
  root: Buffer
  prev: Buffer
  hash: Buffer
}

const sha256 = (bytes: Buffer): Buffer => hash('sha256', bytes, 'buffer')
const leafMark = Buffer.from([0])
const nodeMark = Buffer.from([1])
const entryLabel = Buffer.from('\0keyhold/audit/entry/v1\0')
const blockLabel = Buffer.from('keyhold/audit/block/v1\0')

export const noHash = Buffer.alloc(32)

/** Hash of an entry: each field as its length and its bytes. */
export function leafOf(entry: BoundEntry): Buffer {
  const frames = new Frames(entryLabel)
  frames.uuid(entry.id)
  frames.bytes(u64(entry.atMicroseconds))
  frames.uuid(entry.logAccount)
  frames.uuid(entry.logSubject)
  frames.text(entry.actorKind)
  frames.text(entry.actor)
  frames.text(entry.action)
  frames.text(entry.objectKind)
  frames.uuid(entry.object)
  frames.text(entry.outcome)
  frames.bytes(u32(entry.n))
  frames.text(entry.requestId)
  frames.bytes(entry.tokenFingerprint)
  frames.text(entry.detail)
  frames.bytes(entry.private)
  return sha256(frames.all())
}

export const blockHash = ({ no, epoch, xidFrom, xidTo, firstSeq, count, root, prev }: Block): Buffer =>
  sha256(
    Buffer.concat([
      blockLabel,
      ...[no, BigInt(epoch), xidFrom, xidTo, firstSeq, BigInt(count)].map(u64),
      root,
      prev,
    ]),
  )

/** A block as a leaf of the tree over all blocks. */
export const leafOfBlock = (block: Buffer): Buffer => sha256(Buffer.concat([leafMark, block]))

/** Of two subtrees the hash above them. */
export const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.concat([nodeMark, left, right]))

/** A Merkle tree that grows at its right (RFC 6962 2.1); keeps its right edge alone. */
export class Tree {
  readonly #edge: Buffer[]
  #size: bigint

  constructor(edge: readonly Buffer[] = [], size = 0n) {
    this.#edge = [...edge]
    this.#size = size
  }

  push(leaf: Buffer): void {
    let node = leaf
    for (let size = this.#size; size & 1n; size >>= 1n) node = nodeOf(this.#edge.pop()!, node)
    this.#edge.push(node)
    this.#size += 1n
  }

  get size(): bigint {
    return this.#size
  }

  /** Roots of its whole subtrees, the largest first. */
  get edge(): readonly Buffer[] {
    return this.#edge
  }

  /** Of an empty tree: the hash of nothing. */
  get root(): Buffer {
    if (this.#edge.length === 0) return sha256(Buffer.alloc(0))
    return this.#edge.reduceRight((right, left) => nodeOf(left, right))
  }
}

// One for all: a million entries are hashed in a row, and each lives here for a moment only.
let scratch = Buffer.allocUnsafe(8_192)

/** Fields one behind the other, each as its length and its bytes; null is a length that nothing has. */
class Frames {
  #end: number

  constructor(label: Buffer) {
    this.#end = label.copy(scratch)
  }

  text(text: string | null): void {
    if (text === null) return this.bytes(null)
    this.#room(text.length * 3)
    const length = scratch.write(text, this.#end + 4)
    scratch.writeUInt32BE(length, this.#end)
    this.#end += 4 + length
  }

  uuid(id: string | null): void {
    if (id === null) return this.bytes(null)
    this.#room(16)
    scratch.writeUInt32BE(16, this.#end)
    scratch.write(id.replaceAll('-', ''), this.#end + 4, 'hex')
    this.#end += 20
  }

  bytes(bytes: Buffer | null): void {
    this.#room(bytes?.length ?? 0)
    scratch.writeUInt32BE(bytes?.length ?? 0xffffffff, this.#end)
    this.#end += 4 + (bytes?.copy(scratch, this.#end + 4) ?? 0)
  }

  /** Good until the next one is begun. */
  all(): Buffer {
    return scratch.subarray(0, this.#end)
  }

  #room(bytes: number): void {
    const wanted = this.#end + 4 + bytes
    if (wanted > scratch.length) scratch = Buffer.concat([scratch], wanted * 2)
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(value)
  return bytes
}
