import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blanked, scan } from './scan.ts'

/** The repository's folder. */
export const root = join(import.meta.dirname, '../..')

/** A file of ours, as the house's rules read it. */
export interface Source {
  /** From the repository's root, with slashes. */
  path: string
  text: string
  /** Without comments. */
  spoken: string
  /** Without comments and without what stands in quotes. */
  bare: string
}

/** @param path ends in `.ts`; a `.tsx` has text between its tags, and is taken as it stands */
export function sourceOf(path: string, text: string): Source {
  if (path.endsWith('.tsx')) return { path, text, spoken: text, bare: text }
  const pieces = scan(text)
  return {
    path,
    text,
    spoken: blanked(text, pieces, ['comment']),
    bare: blanked(text, pieces, ['comment', 'string', 'template', 'regex']),
  }
}

/** Every TypeScript file below a folder of the repository, by path; none when the folder does not exist. */
export function sourcesIn(folder: string): Source[] {
  return filesBelow(folder)
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')))
}

function filesBelow(folder: string): string[] {
  const found: string[] = []
  for (const entry of entriesOf(folder)) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory())
      found.push(...(entry.name === 'node_modules' || entry.name === 'dist' ? [] : filesBelow(path)))
    else found.push(path)
  }
  return found
}

function entriesOf(folder: string) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return []
    throw error
  }
}

/** Tests, and what only they use. */
export const isTest = (path: string): boolean => /\.(test|fixture)\.tsx?$/.test(path)

/** `src/kit/id.ts:12`, for a message that an editor can follow. */
export const spot = (source: Source, index: number): string =>
  `${source.path}:${source.text.slice(0, index).split('\n').length}`
