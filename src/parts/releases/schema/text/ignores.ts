import { beginOf, ignoresOf, type Said } from './ignore.ts'
import type { Sanitised } from './sanitise.ts'
import { lineCounter, type Place } from './schema-file.ts'

/** A rule that an author answers, and where. */
export type Ignore = Said & Place

/** One in a schema. */
export interface SchemaIgnore extends Ignore {
  /** What it stands at: a model's field, a whole model, or (in neither) the whole schema. */
  model: string | null
  field: string | null
  /** Between the braces of its model, not above it. */
  isInside: boolean
  /** As in `wordsIn`: to compare, never to show. */
  words: string
}

/**
 * Comments of a schema (X8). At the end of a field's line, or on lines of their own above it, one is for that field; elsewhere
 * in a model or enum, and right above it, for all of it; anywhere else for the whole schema.
 */
export function ignoresIn(files: readonly Sanitised[]): SchemaIgnore[] {
  return files.flatMap((file) => {
    const lineOf = lineCounter(file.content)
    return file.scan.comments.flatMap(({ start, end }) => {
      const comment = file.content.slice(start, end)
      const said = ignoresOf(comment)
      if (said.length === 0) return []
      const words = file.words.get(start + beginOf(comment))!
      const at = { file: file.path, line: lineOf(start), ...targetOf(file, start, end) }
      return said.map((each, index) => ({ ...each, ...at, words: words[index]! }))
    })
  })
}

function targetOf(
  { scan }: Sanitised,
  start: number,
  end: number,
): Pick<SchemaIgnore, 'model' | 'field' | 'isInside'> {
  const inside = scan.blocks.find(({ bodyStart, bodyEnd }) => start >= bodyStart && start < bodyEnd)
  if (inside) {
    const field = fieldBefore(scan.bare, start) ?? fieldAfter(scan.bare.slice(0, inside.bodyEnd), end)
    return { model: inside.name, field, isInside: true }
  }
  const next = scan.blocks.find((block) => block.start >= end)
  const isAbove = next !== undefined && !/\n[^\S\n]*\n/.test(scan.bare.slice(end, next.start))
  return { model: isAbove ? next.name : null, field: null, isInside: false }
}

/** Of the same line. */
const fieldBefore = (bare: string, index: number): string | null =>
  /(?:^|\n)[^\S\n]*(\w+)[^\n]*$/.exec(bare.slice(bare.lastIndexOf('\n', index - 1) + 1, index))?.[1] ?? null

/** Of the next line that is not a comment. An empty line says that it belongs to nothing. */
const fieldAfter = (bare: string, index: number): string | null =>
  /^[^\S\n]*\n(?:[^\S\n]+\n)*[^\S\n]*(\w+)[^\S\n]+\w/.exec(bare.slice(index, index + 4000))?.[1] ?? null
