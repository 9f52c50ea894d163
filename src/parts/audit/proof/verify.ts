import { type Block, blockHash, leafOf, leafOfBlock, Tree } from './format.ts'
import type { Standing } from '../../../kit/part.ts'
import type { Note } from './note.ts'
import { Ahead, isBefore, isWithin } from './in-order.ts'
import { UnreadableLine } from './lines.ts'
import { beginning, type Reached } from './reached.ts'
import type { PlacedEntry } from './store.ts'

/** What is looked at: the log itself, or a copy of it. Both in order: blocks by number, entries by epoch, xid and id. */
export interface Evidence {
  /** Where it begins: what is before was dropped in its time. */
  start(): Promise<Reached>
  blocks(after: bigint): AsyncIterable<Block>
  /** Every entry at or behind that transaction of that epoch, bound or not. */
  entries(epoch: number, xid: bigint): AsyncIterable<PlacedEntry>
}

export type ProblemCode =
  | 'BLOCK_MISSING'
  | 'BLOCK_ALTERED'
  | 'ENTRY_REMOVED'
  | 'ENTRY_ADDED'
  | 'ENTRY_ALTERED'
  | 'CHECKPOINT_DIFFERS'
  | 'CHECKPOINT_UNKNOWN'
  | 'TRUNCATED'
  | 'OLDER_ROW'
  | 'LINE_UNREADABLE'

export interface Problem {
  code: ProblemCode
  /** Number of the block; null for what lies in none. */
  block: string | null
  text: string
}

export interface Proof {
  ok: boolean
  checked: { blocks: number; entries: number; checkpoints: number }
  /** Entries that no block covers yet: the newest second, as a rule. */
  pending: number
  /** The first of all; more than 100 are only counted. */
  problems: Problem[]
  problemCount: number
  reached: Reached
}

const mostProblems = 100

export interface VerifyOptions {
  /** Default: where the evidence begins. */
  from?: Reached
  /** Signed notes from outside the database, opened already. */
  notes?: readonly Note[]
  /** Where the secrets stand that the log tells generations of. Default: they are not compared, as in a copy. */
  standings?: AsyncIterable<Standing>
  progress?: (entries: number) => void
}

/** Hashes every entry and every block again, and compares the tree over them with what was signed. */
export async function verify(evidence: Evidence, options: VerifyOptions = {}): Promise<Proof> {
  try {
    return await verified(evidence, options)
  } catch (error) {
    if (error instanceof UnreadableLine) return unreadable(error)
    throw error
  }
}

/** Nothing is said of the rest: what can be put into a file can also hide in it. */
const unreadable = ({ message }: UnreadableLine): Proof => ({
  ok: false,
  checked: { blocks: 0, entries: 0, checkpoints: 0 },
  pending: 0,
  problems: [{ code: 'LINE_UNREADABLE', block: null, text: message }],
  problemCount: 1,
  reached: beginning,
})

async function verified(evidence: Evidence, options: VerifyOptions): Promise<Proof> {
  const start = await evidence.start()
  const from = options.from && options.from.no >= start.no ? options.from : start
  const check = new Check(from, options)
  if (from === start) check.wantSigned(start)
  await check.run(evidence)
  // Only now: a generation that rises meanwhile is above what the log was seen to tell.
  if (options.standings) await check.compareStandings(options.standings)
  return check.proof()
}

/** From then on the object shows the secrets of the generation that the entry tells. */
const showing: ReadonlySet<string> = new Set([
  'connection.connected',
  'connection.reconnected',
  'token.refreshed',
])

class Check {
  readonly #problems: Problem[] = []
  #problemCount = 0
  readonly #tree: Tree
  readonly #notes: Map<bigint, Note[]>
  readonly #progress: (entries: number) => void
  #at: Reached
  #blocks = 0
  #entries = 0
  #compared = 0
  #pending = 0
  /** Of each object the highest generation that an entry told, and the one that was told last. */
  readonly #generations = new Map<string, { highest: number; last: number }>()

  constructor(from: Reached, { notes = [], progress = () => undefined }: VerifyOptions) {
    this.#at = from
    this.#tree = new Tree(from.edge, from.no)
    this.#notes = Map.groupBy(notes, ({ size }) => size)
    this.#progress = progress
    this.#compare()
  }

  /** Where months were dropped somebody must have signed that; where an earlier proof ended nobody has. */
  wantSigned({ no }: Reached): void {
    if (no === 0n || this.#notes.size === 0 || this.#notes.has(no)) return
    this.#tell('CHECKPOINT_DIFFERS', String(no), `nobody signed that the log begins behind block ${no}`)
  }

  async run(evidence: Evidence): Promise<void> {
    const entries = new Ahead(evidence.entries(this.#at.epoch, this.#at.xidTo))
    for await (const block of evidence.blocks(this.#at.no)) await this.#checkBlock(block, entries)
    await this.#unbound(entries, null)
    for (const [size] of this.#notes) {
      if (size > this.#at.no)
        this.#tell(
          'TRUNCATED',
          null,
          `a checkpoint counts ${size} blocks, and the log ends with block ${this.#at.no}`,
        )
    }
  }

  /**
   * Sealed rows are bound to their generation, so what is left to who owns the database is to put back all of an object's
   * past, or to show a token of its past that is still kept.
   */
  async compareStandings(standings: AsyncIterable<Standing>): Promise<void> {
    if (this.#generations.size === 0) return
    for await (const { object, generation, nextGeneration } of standings) {
      const told = this.#generations.get(object)
      if (told === undefined || (nextGeneration > told.highest && generation >= told.last)) continue
      this.#tell(
        'OLDER_ROW',
        null,
        nextGeneration <= told.highest
          ? `${object} stands before generation ${nextGeneration}, and the log tells of its generation ${told.highest}: older rows were put back`
          : `${object} shows generation ${generation}, and the log tells that it shows ${told.last}: an older token was put back`,
      )
    }
  }

  proof(): Proof {
    return {
      ok: this.#problemCount === 0,
      checked: { blocks: this.#blocks, entries: this.#entries, checkpoints: this.#compared },
      pending: this.#pending,
      problems: this.#problems,
      problemCount: this.#problemCount,
      reached: { ...this.#at, edge: this.#tree.edge },
    }
  }

  async #checkBlock(block: Block, entries: Ahead<PlacedEntry>): Promise<void> {
    this.#checkPlace(block)
    await this.#unbound(entries, block)
    const tree = new Tree()
    for (let entry = await entries.peek(); entry && isWithin(entry, block); entry = await entries.peek()) {
      tree.push(leafOf(entry))
      this.#hear(entry)
      entries.take()
      this.#entries += 1
      if (this.#entries % 10_000 === 0) this.#progress(this.#entries)
    }
    this.#checkEntries(block, tree)
    this.#tree.push(leafOfBlock(block.hash))
    this.#blocks += 1
    const seq = block.firstSeq + BigInt(block.count) - 1n
    this.#at = { epoch: block.epoch, xidTo: block.xidTo, no: block.no, seq, hash: block.hash, edge: [] }
    this.#compare()
  }

  #hear({ action, object, detail }: PlacedEntry): void {
    if (object === null || !showing.has(action)) return
    const last = Number(/"generation":(\d+)/.exec(detail ?? '')?.[1] ?? 0)
    if (last === 0) return
    const highest = Math.max(last, this.#generations.get(object)?.highest ?? 0)
    this.#generations.set(object, { highest, last })
  }

  #checkPlace(block: Block): void {
    const at = this.#at
    const name = String(block.no)
    if (block.no !== at.no + 1n)
      this.#tell('BLOCK_MISSING', name, `block ${at.no + 1n} is missing: block ${block.no} follows ${at.no}`)
    const isBound =
      block.prev.equals(at.hash) &&
      block.firstSeq === at.seq + 1n &&
      block.epoch >= at.epoch &&
      (block.epoch > at.epoch || block.xidFrom === at.xidTo || at.no === 0n) &&
      blockHash(block).equals(block.hash)
    if (!isBound)
      this.#tell('BLOCK_ALTERED', name, `block ${name} is not what its hash and the block before it say`)
  }

  #checkEntries(block: Block, tree: Tree): void {
    const name = String(block.no)
    const where = `block ${name} (entries ${block.firstSeq} to ${block.firstSeq + BigInt(block.count) - 1n})`
    const difference = tree.size - BigInt(block.count)
    if (difference < 0n)
      this.#tell('ENTRY_REMOVED', name, `${-difference} of the entries of ${where} are gone`)
    else if (difference > 0n) this.#tell('ENTRY_ADDED', name, `${difference} entries were put into ${where}`)
    else if (!tree.root.equals(block.root))
      this.#tell('ENTRY_ALTERED', name, `an entry of ${where} was altered, exchanged or moved`)
  }

  /** What lies before a block's range, or behind the last block: bound by none. */
  async #unbound(entries: Ahead<PlacedEntry>, next: Block | null): Promise<void> {
    for (let entry = await entries.peek(); entry; entry = await entries.peek()) {
      if (next && !isBefore(entry, next)) return
      const isNew = next === null && (entry.epoch > this.#at.epoch || BigInt(entry.xid) >= this.#at.xidTo)
      if (isNew) {
        this.#pending += 1
        this.#hear(entry)
      } else
        this.#tell('ENTRY_ADDED', null, `entry ${entry.id} was put where every entry had been bound already`)
      entries.take()
    }
  }

  #compare(): void {
    const notes = this.#notes.get(this.#tree.size)
    if (!notes) return
    for (const note of notes) {
      this.#compared += 1
      if (!note.root.equals(this.#tree.root) || note.entries !== this.#at.seq)
        this.#tell(
          'CHECKPOINT_DIFFERS',
          String(this.#at.no),
          `up to block ${this.#at.no} the log is not the one that was signed`,
        )
    }
  }

  #tell(code: ProblemCode, block: string | null, text: string): void {
    this.#problemCount += 1
    if (this.#problems.length < mostProblems) this.#problems.push({ code, block, text })
  }
}
