import { closeSync, copyFileSync, existsSync, openSync, readSync, statSync, truncateSync } from 'node:fs'

/** Past this size the log is moved to `<file>.1`, so that both never take more than twice of it. */
export const fullLogBytes = 16 * 1024 * 1024

/**
 * Moves a full log to `<file>.1` and goes on with an empty one. The server keeps its open file and needs no signal:
 * it appends, so it goes on at the new end. Lines written in between may be lost.
 */
export function rotateLog(file: string, fullBytes: number = fullLogBytes): void {
  if (sizeOfLog(file) < fullBytes) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file, 0)
}

export function openLog(file: string): number {
  return openSync(file, 'a', 0o600)
}

/** Bytes, 0 when there is none. */
export function sizeOfLog(file: string): number {
  return existsSync(file) ? statSync(file).size : 0
}

/** What was written since the log had `offsetBytes`, at most the last 8 KiB of it. */
export function logSince(file: string, offsetBytes: number): string {
  const end = sizeOfLog(file)
  const start = Math.max(offsetBytes > end ? 0 : offsetBytes, end - 8192)
  if (start >= end) return ''
  const fd = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(end - start)
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, start))
  } finally {
    closeSync(fd)
  }
}
