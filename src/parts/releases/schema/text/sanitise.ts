import { ignoresOf, isMistyped, wordsIn } from './ignore.ts'
import { type Block, replaced, type Scan, scan, spaces, type Stretch } from './scan.ts'
import { lineCounter, type SchemaFile } from './schema-file.ts'
import { maskSecrets } from './secrets.ts'

/** One file as the engine takes it. Every line stands where it stood, so that the engine's places are the user's. */
export interface Sanitised extends SchemaFile {
  scan: Scan
  /** Lines of comments that read like an answer and are none. */
  mistyped: readonly number[]
  /** As `wordsIn` tells of all that was given, secrets too: to compare, never to show. */
  words: ReadonlyMap<number, readonly string[]>
}

/**
 * Makes what people have of what the engine of 8.1 takes (delivery 2.2, S9): without a byte order mark and carriage returns;
 * without `url`, `directUrl` and `shadowDatabaseUrl` (X11), generators, and keys and indexes in views. No comment stays but
 * one that answers a finding: addresses and passwords are kept there, in whatever form. What goes leaves spaces behind, and
 * what looks secret in a constant asterisks.
 */
export function sanitise({ path, content }: SchemaFile): Sanitised {
  const text = content
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
  const seen = scan(text)
  const isAnswer = ({ start, end }: Stretch) => ignoresOf(text.slice(start, end)).length > 0
  const away = [
    ...seen.blocks.flatMap((block) => unwanted(text, seen, block)),
    ...seen.comments.filter((comment) => !isAnswer(comment)),
  ]
  const unmasked = replaced(text, away, spaces)
  const clean = replaced(unmasked, [...seen.constants, ...seen.comments.filter(isAnswer)], maskSecrets)
  return {
    path,
    content: clean,
    scan: clean === text ? seen : scan(clean),
    mistyped: mistypedIn(text, seen),
    words: wordsIn(text),
  }
}

function mistypedIn(text: string, { comments }: Scan): number[] {
  const lineOf = lineCounter(text)
  return comments
    .filter(({ start, end }) => isMistyped(text.slice(start, end)))
    .map(({ start }) => lineOf(start))
}

/** Preview features that the client's generators ask for; the engine is told only those that it knows. */
export function previewFeaturesOf(text: string): string[] {
  const { bare, blocks } = scan(text)
  return blocks
    .filter((block) => block.keyword === 'generator' && isClient(text, block))
    .flatMap(({ bodyStart, bodyEnd }) => {
      const list = /\bpreviewFeatures\s*=\s*\[[^\]]*\]?/.exec(bare.slice(bodyStart, bodyEnd))
      const written = list ? text.slice(bodyStart + list.index, bodyStart + list.index + list[0].length) : ''
      return [...written.matchAll(/"(\w+)"/g)].map(([, name]) => name!)
    })
}

const isClient = (text: string, { bodyStart, bodyEnd }: Block): boolean =>
  /\bprovider\s*=\s*"prisma-client(-js)?"/.test(text.slice(bodyStart, bodyEnd))

function unwanted(text: string, seen: Scan, block: Block): Stretch[] {
  if (block.keyword === 'generator') return [{ start: block.start, end: block.bodyEnd + 1 }]
  if (block.keyword === 'datasource') return [...addresses(seen.bare, block), ...commentsIn(seen, block)]
  if (block.keyword === 'view') return keysOf(text, seen.bare, block)
  return []
}

/** From the name to the end of the value: of its line, or of the bracket that it opens. */
function addresses(bare: string, { bodyStart, bodyEnd }: Block): Stretch[] {
  const body = bare.slice(bodyStart, bodyEnd)
  const found: Stretch[] = []
  let end = 0
  for (const { index, 0: name } of body.matchAll(/\b(?:url|directUrl|shadowDatabaseUrl)\b[^\S\n]*=/g)) {
    if (index < end) continue
    end = endOfValue(body, index + name.length)
    found.push({ start: bodyStart + index, end: bodyStart + end })
  }
  return found
}

function endOfValue(body: string, from: number): number {
  let depth = 0
  for (let at = from; at < body.length; at++) {
    if (body[at] === '(') depth += 1
    if (body[at] === ')') depth -= 1
    if (body[at] === '\n' && depth <= 0) return at
  }
  return body.length
}

/** Also those that answer a finding: an address is often kept there, commented out. */
const commentsIn = ({ comments }: Scan, { start, bodyEnd }: Block): Stretch[] =>
  comments.filter((comment) => comment.start >= start && comment.start < bodyEnd)

function keysOf(text: string, bare: string, { bodyStart, bodyEnd }: Block): Stretch[] {
  const body = bare.slice(bodyStart, bodyEnd)
  return [...body.matchAll(/@@?(?:id|unique|index)\b(?:\([^)]*\)?)?/g)].map(({ index, 0: key }) => ({
    start: bodyStart + index,
    end: bodyStart + index + key.length + (text[bodyStart + index + key.length] === ')' ? 1 : 0),
  }))
}

/** What the datasource names, such as `postgresql`; null where no file has one. `postgres` is another word for it. */
export function providerOf(files: readonly Sanitised[]): string | null {
  const named = ofDatasource(files, /\bprovider\s*=\s*"(\w+)"/)
  return named === 'postgres' ? 'postgresql' : named
}

/** Whether the database keeps foreign keys, or Prisma's client sees to relations. MongoDB has none. */
export const hasForeignKeys = (files: readonly Sanitised[]): boolean =>
  (ofDatasource(files, /\brelationMode\s*=\s*"(\w+)"/) ??
    (providerOf(files) === 'mongodb' ? 'prisma' : 'foreignKeys')) === 'foreignKeys'

function ofDatasource(files: readonly Sanitised[], setting: RegExp): string | null {
  for (const { content, scan: seen } of files)
    for (const block of seen.blocks.filter(({ keyword }) => keyword === 'datasource')) {
      const named = setting.exec(content.slice(block.bodyStart, block.bodyEnd))
      if (named) return named[1]!
    }
  return null
}
