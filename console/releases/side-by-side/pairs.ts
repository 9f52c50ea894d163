import type { Finding, SchemaFile, Schemas } from '../schema/api.ts'
import { toneOf } from '../schema/words.ts'

export type LineMark = {
  side: 'base' | 'target'
  line: number
  text: string
  tone: 'bad' | 'warn' | 'neutral'
}

/** A file before and after; null on the side that has none. */
export type FilePair = { title: string; base: SchemaFile | null; target: SchemaFile | null }

/** Files that belong together: those of one path, and the only two there are, whatever they are called. */
export function pairsOf({ base, target }: Schemas): FilePair[] {
  if (base.length === 1 && target.length === 1) return [pairOf(base[0]!, target[0]!)]
  const paths = [...new Set([...target, ...base].map(({ path }) => path))]
  const fileOf = (files: readonly SchemaFile[], path: string) =>
    files.find((each) => each.path === path) ?? null
  return paths.map((path) => pairOf(fileOf(base, path), fileOf(target, path)))
}

const pairOf = (base: SchemaFile | null, target: SchemaFile | null): FilePair => ({
  title: (target ?? base)?.path ?? '',
  base,
  target,
})

/** What is gone has its place in the file before, all else in the one after. */
export function marksIn({ base, target }: FilePair, findings: readonly Finding[]): LineMark[] {
  return findings.flatMap(({ rule, title, severity, place, basePlace }): LineMark[] => {
    const mark = { text: `${rule}: ${title}`, tone: toneOf(severity) }
    if (basePlace !== null && rule.startsWith('D'))
      return basePlace.file === base?.path ? [{ ...mark, side: 'base', line: basePlace.line }] : []
    return place.file === target?.path ? [{ ...mark, side: 'target', line: place.line }] : []
  })
}
