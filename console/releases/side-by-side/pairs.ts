import type { Finding, Ignored, SchemaFile, Schemas } from '../schema/api.ts'
import { lostPlace, toneOf } from '../schema/words.ts'

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

/** What was found, and what a comment answered, which frightens nobody any more. */
export function marksIn(
  pair: FilePair,
  { findings, ignored }: { findings: readonly Finding[]; ignored: readonly Ignored[] },
): LineMark[] {
  return [
    ...findings.flatMap((finding) =>
      markOf(pair, finding, { text: titleOf(finding), tone: toneOf(finding.severity) }),
    ),
    ...ignored.flatMap((finding) =>
      markOf(pair, finding, { text: `${titleOf(finding)} (answered)`, tone: 'neutral' }),
    ),
  ]
}

const titleOf = ({ rule, title }: Finding): string => `${rule}: ${title}`

/** What is gone has its place in the file before, all else in the one after. */
function markOf(
  { base, target }: FilePair,
  finding: Finding,
  mark: Pick<LineMark, 'text' | 'tone'>,
): LineMark[] {
  const before = lostPlace(finding)
  if (before) return before.file === base?.path ? [{ ...mark, side: 'base', line: before.line }] : []
  const { file, line } = finding.place
  return file === target?.path ? [{ ...mark, side: 'target', line }] : []
}
