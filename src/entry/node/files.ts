import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Files } from '../../kit/files.ts'

/** Small files that survive a crash, in folders that only we may enter. */
export function filesIn(folder: string): Files {
  async function write(name: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    if (dirname(path) !== folder) await chmod(dirname(path), 0o700)
    const temporary = `${path}.${process.pid}.tmp`
    await writeSynced(temporary, content)
    await rename(temporary, path)
    await syncFolder(dirname(path))
  }
  return {
    folder,
    write,
    read: (name, bytes) =>
      (bytes === undefined ? readFile(join(folder, name)) : beginningOf(join(folder, name), bytes)).catch(
        absentAs(null),
      ),
    async list(name) {
      const names = await readdir(join(folder, name)).catch(absentAs([]))
      // A temporary file is one whose writer died before it was whole.
      return names.filter((each) => !each.endsWith('.tmp')).sort()
    },
    remove: (name) => unlink(join(folder, name)).catch(absentAs(undefined)),
  }
}

/** The first bytes of a file, fewer when it is shorter. */
export const beginningOf = (path: string, bytes: number): Promise<Buffer> =>
  buffer(createReadStream(path, { end: bytes - 1 }))

async function writeSynced(path: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'w', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const absentAs =
  <T>(value: T) =>
  (error: unknown): T => {
    if ((error as { code?: string }).code === 'ENOENT') return value
    throw error
  }
