import type { Sanitised } from './sanitise.ts'
import { lineCounter, type Place } from './schema-file.ts'

/** Where a model, view, type or enum stands, and each of its fields or values. */
export interface Outlined extends Place {
  keyword: string
  name: string
  lastLine: number
  /** Of `@@schema`: the database's schema that it is in. */
  schema: string | null
  members: ReadonlyMap<string, Member>
  /** Of `@@index`, `@@unique` and `@@id`. */
  keys: readonly Key[]
}

/** A key or an index over fields. */
export interface Key extends Place {
  fields: readonly string[]
}

export interface Member extends Place {
  /** As written behind the name: `String?`, `Unsupported("point")`; empty for an enum's value. */
  type: string
  /** The rest of the line. */
  attributes: string
}

/** Names and lines of a schema, which the engine does not tell. By name; a name that stands twice is the engine's to refuse. */
export function outlineOf(files: readonly Sanitised[]): Map<string, Outlined> {
  const outlined = new Map<string, Outlined>()
  for (const file of files) {
    const lineOf = lineCounter(file.content)
    for (const { keyword, name, start, bodyStart, bodyEnd } of file.scan.blocks) {
      const line = lineOf(start)
      const lastLine = lineOf(bodyEnd)
      const members = membersIn(file, bodyStart, bodyEnd, lineOf(bodyStart))
      const schema = schemaNamed(file, bodyStart, bodyEnd)
      const keys = keysIn(file, bodyStart, bodyEnd, lineOf)
      outlined.set(name, { keyword, name, file: file.path, line, lastLine, schema, members, keys })
    }
  }
  return outlined
}

function schemaNamed({ content, scan }: Sanitised, from: number, to: number): string | null {
  const at = scan.bare.slice(from, to).search(/@@schema\(/)
  return at < 0
    ? null
    : (/^@@schema\((?:map:\s*)?\s*"([^"]*)"/.exec(content.slice(from + at, to))?.[1] ?? null)
}

function keysIn(
  { path, scan }: Sanitised,
  from: number,
  to: number,
  lineOf: (index: number) => number,
): Key[] {
  const found = scan.bare.slice(from, to).matchAll(/@@(?:index|unique|id)\b[^[\n]*\[([^\]]*)\]/g)
  return [...found].map(({ index, 1: list }) => ({
    file: path,
    line: lineOf(from + index),
    fields: list!
      .replace(/\([^)]*\)/g, '')
      .split(',')
      .map((field) => field.trim()),
  }))
}

function membersIn(
  { path, content, scan }: Sanitised,
  from: number,
  to: number,
  first: number,
): Map<string, Member> {
  const members = new Map<string, Member>()
  const written = content.slice(from, to).split('\n')
  scan.bare
    .slice(from, to)
    .split('\n')
    .forEach((bare, index) => {
      const found = /^\s*(\w+)\s*/.exec(bare)
      if (!found) return
      const rest = written[index]!.slice(found[0].length)
      const type = /^(?:Unsupported\("[^"]*"\)|\w+)(?:\[\]|\?)?/.exec(rest)?.[0] ?? ''
      members.set(found[1]!, {
        file: path,
        line: first + index,
        type,
        attributes: rest.slice(type.length).trim(),
      })
    })
  return members
}
