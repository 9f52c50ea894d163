import { ignoresOf, type Said } from './ignore.ts'
import type { Sanitised } from './sanitise.ts'
import { lineCounter, type Place } from './schema-file.ts'

/** A rule that an author answers, and where. */
export interface Ignore extends Said, Place {
  /** What it stands at: a model's field, a whole model, or (in neither) the whole schema. */
  model: string | null
  field: string | null
}

/**
 * Comments of a schema (X8). At the end of a field's line, or on lines of their own above it, one is for that field; elsewhere
 * in a model or enum, and right above it, for all of it; anywhere else for the whole schema.
 */
export function ignoresIn(files: readonly Sanitised[]): Ignore[] {
  return files.flatMap((file) => {
    const lineOf = lineCounter(file.content)
    return file.scan.comments.flatMap(({ start, end }) => {
      const said = ignoresOf(file.content.slice(start, end))
      if (said.length === 0) return []
      const at = { file: file.path, line: lineOf(start), ...targetOf(file, start, end) }
      return said.map((each) => ({ ...each, ...at }))
    })
  })
}

function targetOf({ scan }: Sanitised, start: number, end: number): Pick<Ignore, 'model' | 'field'> {
  const inside = scan.blocks.find(({ bodyStart, bodyEnd }) => start >= bodyStart && start < bodyEnd)
  if (inside) {
    const field = fieldBefore(scan.bare, start) ?? fieldAfter(scan.bare.slice(0, inside.bodyEnd), end)
    return { model: inside.name, field }
  }
  const next = scan.blocks.find((block) => block.start >= end)
  const isAbove = next !== undefined && !/\n[^\S\n]*\n/.test(scan.bare.slice(end, next.start))
  return { model: isAbove ? next.name : null, field: null }
}

/** Of the same line. */
const fieldBefore = (bare: string, index: number): string | null =>
  /(?:^|\n)[^\S\n]*(\w+)[^\n]*$/.exec(bare.slice(bare.lastIndexOf('\n', index - 1) + 1, index))?.[1] ?? null

/** Of the next line that is not a comment. An empty line says that it belongs to nothing. */
const fieldAfter = (bare: string, index: number): string | null =>
  /^[^\S\n]*\n(?:[^\S\n]+\n)*[^\S\n]*(\w+)[^\S\n]+\w/.exec(bare.slice(index, index + 4000))?.[1] ?? null
