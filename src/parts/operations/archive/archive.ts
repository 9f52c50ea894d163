import { type Block, decodeBlock, encodeBlock, type Manifest, type TableHead } from './blocks.ts'
import { ByteReader } from './byte-reader.ts'
import { damage } from './damage.ts'
import { openPieces, sealPieces } from './pieces.ts'
import { type ArchiveKind, type Facts, readPrelude, writePrelude } from './prelude.ts'

export interface Sealing {
  masterKey: Uint8Array
  /** 32 random bytes, new for each file. */
  salt: Uint8Array
}

/** The bytes of a file, made as slowly as they are read. */
export async function* writeArchive(
  { masterKey, salt }: Sealing,
  kind: ArchiveKind,
  facts: Facts,
  blocks: AsyncIterable<Block>,
): AsyncGenerator<Buffer> {
  const { prelude, bytes } = writePrelude(masterKey, salt, kind, facts)
  yield bytes
  yield* sealPieces(prelude, encoded(blocks))
}

async function* encoded(blocks: AsyncIterable<Block>): AsyncGenerator<Buffer> {
  for await (const block of blocks) yield encodeBlock(block)
}

export interface ArchivedTable extends TableHead {
  /** Must be read to its end, or not at all, before the next table is asked for. */
  rows: AsyncIterable<Buffer>
}

export interface OpenArchive {
  facts: Facts
  tables: AsyncGenerator<ArchivedTable>
  /** Once `tables` has ended. */
  manifest(): Manifest
  close(): Promise<void>
}

/**
 * Opens a file as far as its head; the rest is proved as it is read.
 * @throws BackupProblem, here and while reading
 */
export async function openArchive(
  bytes: AsyncIterable<Uint8Array>,
  masterKey: Uint8Array,
  kind: ArchiveKind,
): Promise<OpenArchive> {
  const reader = new ByteReader(bytes)
  try {
    const prelude = await readPrelude(reader, masterKey)
    if (prelude.kind !== kind) throw damage.notABackup()
    const walk = new Walk(openPieces(prelude, reader))
    return {
      facts: prelude.facts,
      tables: walk.tables(),
      manifest: () => walk.manifest(),
      close: () => reader.close(),
    }
  } catch (error) {
    await reader.close()
    throw error
  }
}

/** Only what the head says; nothing else is read. @throws BackupProblem */
export async function factsOf(
  bytes: AsyncIterable<Uint8Array>,
  masterKey: Uint8Array,
  kind: ArchiveKind,
): Promise<Facts> {
  const archive = await openArchive(bytes, masterKey, kind)
  await archive.close()
  return archive.facts
}

class Walk {
  readonly #pieces: AsyncIterator<Buffer>
  #ahead: Block | null = null
  #manifest: Manifest | null = null

  constructor(pieces: AsyncIterator<Buffer>) {
    this.#pieces = pieces
  }

  manifest(): Manifest {
    if (!this.#manifest) throw new Error('the end of the archive was not read yet')
    return this.#manifest
  }

  async *tables(): AsyncGenerator<ArchivedTable> {
    for (;;) {
      const block = await this.#next()
      if (block.type === 'end') return void (await this.#finish(block.manifest))
      if (block.type === 'table') yield { ...block.table, rows: this.#rows() }
    }
  }

  async *#rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const block = await this.#next()
      if (block.type !== 'rows') return void (this.#ahead = block)
      yield block.bytes
    }
  }

  async #next(): Promise<Block> {
    const ahead = this.#ahead
    this.#ahead = null
    if (ahead) return ahead
    const { done, value } = await this.#pieces.next()
    if (done) throw damage.altered('so that its manifest is missing')
    return decodeBlock(value)
  }

  async #finish(manifest: Manifest): Promise<void> {
    this.#manifest = manifest
    if (!(await this.#pieces.next()).done) throw damage.altered('so that more follows its manifest')
  }
}
