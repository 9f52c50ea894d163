import { z } from 'zod'
import { blockLine, entryLine } from './export.ts'
import { type Block, blockHash, leafOf, leafOfBlock } from './format.ts'
import { Ahead, isBefore, isWithin } from './in-order.ts'
import { excerptBlockOf, excerptEntryOf } from './lines.ts'
import { type Note, openNote } from './note.ts'
import { type Path, PathTree, rootBy } from './paths.ts'
import type { PlacedEntry } from './store.ts'
import type { Evidence, Problem } from './verify.ts'

/** Some entries of the log, each with its way to a signed checkpoint: they prove without any other. */
export interface Excerpt {
  blocks: ExcerptBlock[]
  /** Entries that were asked for and are newer than the checkpoint. */
  newer: number
  /** Of the tree over all blocks up to the checkpoint; another than the checkpoint's means that the log was altered. */
  root: Buffer
}

interface ExcerptBlock {
  block: Block
  path: Path
  entries: { entry: PlacedEntry; index: number; path: Path }[]
}

/** Goes through the whole log once: a million entries take half a minute. */
export async function excerptOf(
  evidence: Evidence,
  size: bigint,
  isWanted: (entry: PlacedEntry) => boolean,
): Promise<Excerpt> {
  const start = await evidence.start()
  const tree = new PathTree(start.edge, start.no)
  const entries = new Ahead(evidence.entries(start.epoch, start.xidTo))
  const found: ExcerptBlock[] = []
  for await (const block of evidence.blocks(start.no)) {
    if (block.no > size) break
    const inBlock = await wantedIn(block, entries, isWanted)
    const path: Path = []
    tree.push(leafOfBlock(block.hash), inBlock.length > 0 ? path : undefined)
    if (inBlock.length > 0) found.push({ block, path, entries: inBlock })
  }
  let newer = 0
  for (let entry = await entries.peek(); entry; entry = await entries.peek()) {
    if (isWanted(entry)) newer += 1
    entries.take()
  }
  return { blocks: found, newer, root: tree.close() }
}

async function wantedIn(
  block: Block,
  entries: Ahead<PlacedEntry>,
  isWanted: (entry: PlacedEntry) => boolean,
): Promise<ExcerptBlock['entries']> {
  const tree = new PathTree()
  const found: ExcerptBlock['entries'] = []
  for (let entry = await entries.peek(); entry; entry = await entries.peek()) {
    if (!isBefore(entry, block) && !isWithin(entry, block)) break
    entries.take()
    // What lies before is bound by none, which is for a proof of the whole to tell.
    if (isBefore(entry, block)) continue
    const path: Path | undefined = isWanted(entry) ? [] : undefined
    if (path) found.push({ entry, index: Number(tree.size), path })
    tree.push(leafOf(entry), path)
  }
  if (tree.size > 0n) tree.close()
  return found
}

const headShape = z.strictObject({
  type: z.literal('excerpt'),
  format: z.literal(1),
  /** The note that was signed, whole. */
  checkpoint: z.string(),
  publicKey: z.string().nullable(),
  about: z.string(),
  exportedAt: z.string(),
})

/** First line of a file; the format is frozen. */
export type ExcerptHead = z.infer<typeof headShape>

export const isExcerpt = (line: string): boolean => line.startsWith('{"type":"excerpt"')

const pathText = (path: Path): string => path.map((hash) => hash.toString('base64')).join(' ')

/** A line for the head, one for each block, and behind each block one for each of its entries. */
export function* excerptLines(head: ExcerptHead, { blocks }: Excerpt): Generator<string> {
  yield JSON.stringify(head)
  for (const { block, path, entries } of blocks) {
    yield blockLine(block, { path: pathText(path) })
    for (const { entry, index, path } of entries)
      yield entryLine(entry, { index: String(index), path: pathText(path) })
  }
}

export interface ExcerptProof {
  ok: boolean
  /** What it says it is about; nothing proves that. */
  about: string
  /** What was signed, when a key given signed it. */
  note: Note | null
  checked: { blocks: number; entries: number }
  problems: Problem[]
}

const mostProblems = 100

/** What the next line stands behind. */
interface Place {
  block: Block | null
  /** Of the entry before it in that block. */
  index: bigint
}

/**
 * Proves that every entry of an excerpt stands in the log that was signed, and says what it says there. That there is no
 * other one only the whole log proves. After 100 problems no more is read.
 */
export async function verifyExcerpt(
  lines: AsyncIterable<string>,
  publicKeys: readonly string[],
): Promise<ExcerptProof> {
  const proof: ExcerptProof = {
    ok: false,
    about: '',
    note: null,
    checked: { blocks: 0, entries: 0 },
    problems: [],
  }
  const place: Place = { block: null, index: -1n }
  let number = 0
  for await (const line of lines) {
    number += 1
    try {
      const parsed: unknown = JSON.parse(line)
      if (number === 1) readHead(proof, headShape.parse(parsed), publicKeys)
      else if (line.startsWith('{"type":"block"')) checkBlock(proof, place, parsed)
      else checkEntry(proof, place, parsed)
    } catch (error) {
      // Whoever altered it wrote it: whatever is wrong with a line is found here, and is no more than that.
      if (!(error instanceof Error)) throw error
      proof.problems.push({
        code: 'LINE_UNREADABLE',
        block: null,
        text: `line ${number} is none of an excerpt`,
      })
    }
    if (proof.problems.length >= mostProblems) break
  }
  return { ...proof, ok: proof.problems.length === 0 && proof.note !== null }
}

function readHead(
  proof: ExcerptProof,
  { checkpoint, about }: ExcerptHead,
  publicKeys: readonly string[],
): void {
  proof.about = about
  proof.note = publicKeys.map((key) => openNote(checkpoint, key)).find((note) => note !== null) ?? null
  if (!proof.note)
    proof.problems.push({
      code: 'CHECKPOINT_DIFFERS',
      block: null,
      text: 'its checkpoint was signed by none of the keys given',
    })
}

function checkBlock(proof: ExcerptProof, place: Place, line: unknown): void {
  const { path, ...block } = excerptBlockOf(line)
  const name = String(block.no)
  const isNext = place.block === null || block.no > place.block.no
  place.block = block
  place.index = -1n
  proof.checked.blocks += 1
  const isBound =
    isNext &&
    proof.note !== null &&
    blockHash(block).equals(block.hash) &&
    rootBy(leafOfBlock(block.hash), block.no - 1n, proof.note.size, path)?.equals(proof.note.root)
  if (!isBound)
    proof.problems.push({
      code: 'BLOCK_ALTERED',
      block: name,
      text: `block ${name} does not stand there in the log that was signed`,
    })
}

/** An entry that stands there twice happened once, and one before all blocks is in none. */
function checkEntry(proof: ExcerptProof, place: Place, line: unknown): void {
  const { index, path, ...entry } = excerptEntryOf(line)
  const { block } = place
  const isNext = block !== null && index > place.index && isWithin(entry, block)
  place.index = index
  proof.checked.entries += 1
  if (!isNext || !rootBy(leafOf(entry), index, BigInt(block.count), path)?.equals(block.root))
    proof.problems.push({
      code: 'ENTRY_ALTERED',
      block: block && String(block.no),
      text: `entry ${entry.id} does not stand so in ${block ? `block ${block.no}` : 'any block'}`,
    })
}
