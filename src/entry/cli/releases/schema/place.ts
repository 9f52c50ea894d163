import { statSync } from 'node:fs'
import { basename, dirname, posix } from 'node:path'
import { git, GitTrouble } from '../git.ts'

/** Where something lies in a repository. */
export interface Place {
  /** The folder of the checkout. */
  root: string
  /** From that folder on; `.` is the folder itself. */
  path: string
}

/** Where a file or folder lies that is there; null where that is in no checkout, or there is no git. */
export async function placeOf(path: string): Promise<Place | null> {
  const isFolder = statSync(path).isDirectory()
  try {
    const words = ['rev-parse', '--show-toplevel', '--show-prefix']
    const told = (await git(['-C', isFolder ? path : dirname(path), ...words])).toString()
    const [root, prefix] = told.split('\n') as [string, string]
    return { root, path: bare(isFolder ? prefix : posix.join(prefix, basename(path))) }
  } catch (error) {
    if (error instanceof GitTrouble) return null
    throw error
  }
}

/** A path without `.`, `..` and slashes that say nothing. */
export const bare = (path: string): string => posix.normalize(path).replace(/(?<=.)\/$/, '')

/** The files of a commit below one of its folders: the hash of each content by its path. */
export async function filesAt(hash: string, folder: string): Promise<Map<string, string>> {
  const listing = await git(['ls-tree', '-r', '-z', '--full-tree', hash, '--', folder])
  const entries = listing.toString().matchAll(/\S+ \S+ (\S+)\t([^\0]+)\0/g)
  return new Map([...entries].map(([, content, path]) => [path!, content!]))
}

/** The paths of all files of a commit below one of its folders. */
export const pathsAt = async (hash: string, folder: string): Promise<string[]> => [
  ...(await filesAt(hash, folder)).keys(),
]
