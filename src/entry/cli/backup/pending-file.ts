import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from '../../folder.ts'

/** A file that has its name only once it is whole and on the disk; until then it stands beside it under another. */
export class PendingFile {
  readonly path: string
  readonly #temporary: string
  /** Written so far. */
  bytes = 0

  constructor(path: string) {
    this.path = path
    this.#temporary = `${path}.${process.pid}.tmp`
  }

  /** Writes and syncs, into a folder that is there; 0600, as it is nobody else's. */
  async write(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    const handle = await open(this.#temporary, 'wx', 0o600)
    try {
      for await (const piece of pieces) {
        await writeWhole(handle, this.path, piece)
        this.bytes += piece.length
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  async keep(): Promise<void> {
    await rename(this.#temporary, this.path)
    syncFolder(dirname(this.path))
  }

  /** Nothing stays of it, unless it was kept. */
  async drop(): Promise<void> {
    await rm(this.#temporary, { force: true })
  }
}

/** A write may take less than it was given. @throws the system's error, which then names the file */
async function writeWhole(handle: FileHandle, path: string, piece: Uint8Array): Promise<void> {
  for (let from = 0; from < piece.length;) {
    const { bytesWritten } = await handle.write(piece, from).catch((error: Error) => {
      throw Object.assign(error, { path })
    })
    from += bytesWritten
  }
}
