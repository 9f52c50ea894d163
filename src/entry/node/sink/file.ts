import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { type Change, type Sink, SinkTrouble } from '../../../kit/sink.ts'

// A FIFO that nobody reads answers at once instead of holding a thread; for a file it means nothing.
const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK
const pauseMilliseconds = 50
/** A file that is exchanged under each write is not written to for ever. */
const mostRounds = 3

/** The file that is open: which one, and how long it was when we last looked. */
interface Opened {
  handle: FileHandle
  device: number
  inode: number
  isRegular: boolean
  bytes: number
}

/**
 * Appends lines to a file, synced to its disk, or to a FIFO. A file that was deleted or replaced (by its inode) or made
 * shorter is noticed, and a missing one made anew, 0600.
 * @param written called when lines lie in the file, before it is looked at again; for tests
 */
export function fileSink(path: string, written: () => void = () => undefined): Sink {
  let opened: Opened | null = null
  let isTorn = false

  async function close(): Promise<void> {
    const handle = opened?.handle
    opened = null
    await handle?.close()
  }

  async function reopened(): Promise<Opened> {
    if (opened) return opened
    const handle = await open(path, flags, 0o600)
    const file = await handle.stat()
    opened = { handle, device: file.dev, inode: file.ino, isRegular: file.isFile(), bytes: file.size }
    if (opened.isRegular) isTorn = file.size > 0 && !(await endsWithLine(path, file.size))
    return opened
  }

  async function append(lines: readonly string[], signal: AbortSignal): Promise<void> {
    const file = await reopened()
    if (lines.length === 0) return
    // What a killed writer left of a line stays a line of its own.
    const bytes = Buffer.from(`${isTorn ? '\n' : ''}${lines.join('\n')}\n`)
    isTorn = true
    await writeAll(file.handle, bytes, signal)
    isTorn = false
    if (file.isRegular) await file.handle.datasync()
    file.bytes = (await file.handle.stat()).size
  }

  /** Looks behind the write once more: what went to a file that is not there any more is written again. */
  async function write(lines: readonly string[], signal: AbortSignal): Promise<Change | null> {
    let change: Change | null = null
    for (let round = 0; round < mostRounds; round++) {
      change = (opened && (await changeOf(path, opened))) ?? change
      if (opened && change && change !== 'shortened') await close()
      await append(lines, signal)
      written()
      const since = await changeOf(path, opened!)
      if (since === null) return change
      change = since
    }
    throw new SinkTrouble('replaced_again')
  }

  return {
    close,
    async write(lines, signal) {
      try {
        return await write(lines, signal)
      } catch (error) {
        await close()
        throw error
      }
    },
  }
}

async function changeOf(path: string, file: Opened): Promise<Change | null> {
  try {
    const { dev, ino, size } = await stat(path)
    if (dev !== file.device || ino !== file.inode) return 'replaced'
    const isShorter = file.isRegular && size < file.bytes
    if (isShorter) file.bytes = size
    return isShorter ? 'shortened' : null
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 'deleted'
    throw error
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, signal: AbortSignal): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    if (signal.aborted) throw new SinkTrouble('timed_out')
    try {
      written += (await handle.write(bytes, written)).bytesWritten
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
      await wait(pauseMilliseconds)
    }
  }
}

async function endsWithLine(path: string, size: number): Promise<boolean> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
    return buffer[0] === 0x0a
  } finally {
    await handle.close()
  }
}
