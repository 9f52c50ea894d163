import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { makeFolder } from '../folder.ts'

interface Link {
  /** What the link points at, from the package's root. */
  source: string
  /** The link itself, from the package's root. */
  target: string
}

/**
 * Makes the library links that the package's install script would have made, from its own list, so that an install
 * with `--ignore-scripts` works too. In a package that may not be written they are made in `ownFolder` instead.
 * @param linkInPackage for tests: how a link is made in the package
 * @returns the folder that the programs must be told to look for libraries in, null when there is no need
 */
export function linkLibraries(
  packageRoot: string,
  ownFolder: string,
  linkInPackage = makeLink,
): string | null {
  const missing = linksOf(packageRoot).filter(({ target }) => !existsSync(join(packageRoot, target)))
  if (missing.length === 0) return null
  try {
    for (const { source, target } of missing) linkInPackage(basename(source), join(packageRoot, target))
    return null
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
  makeFolder(ownFolder, 0o755)
  for (const { source, target } of missing)
    makeLink(join(packageRoot, source), join(ownFolder, basename(target)))
  return ownFolder
}

// A list entry in another folder than its file does not occur; it would be left out rather than linked wrongly.
function linksOf(packageRoot: string): Link[] {
  const list = join(packageRoot, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return []
  const links = JSON.parse(readFileSync(list, 'utf8')) as Link[]
  return links.filter(({ source, target }) => dirname(source) === dirname(target))
}

function makeLink(to: string, path: string): void {
  try {
    symlinkSync(to, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function isRefusal(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')
}
