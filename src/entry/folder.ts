import { closeSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder, and those above it that are absent. Node's own recursive mkdir never returns from places such as
 * /proc, where making a folder says that the one above it is absent, and hides what a read-only disk says.
 * @returns the topmost one that was made
 */
export function makeFolder(path: string, mode: number): string | undefined {
  if (isMade(path, mode)) return path
  if (isFolder(path)) return undefined
  const topmost = makeFolder(dirname(path), mode)
  mkdirSync(path, { mode })
  return topmost ?? path
}

function isMade(path: string, mode: number): boolean {
  try {
    mkdirSync(path, { mode })
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || (code === 'EEXIST' && isFolder(path))) return false
    throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

/** Makes a folder's entries survive a power cut. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
