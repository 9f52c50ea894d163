import * as postgres from 'libpg-query'
import type { Node, RangeVar, RawStmt, TypeName } from 'libpg-query'
import { tableKey } from '../catalogue/catalogue.ts'
import type { ColumnType } from '../catalogue/column-type.ts'
import type { ScriptPlace } from './change.ts'

/** PostgreSQL's own parser, compiled to WebAssembly. Loaded once for each worker. */
export class SqlObjection extends Error {
  override readonly name = 'SqlObjection'
  readonly place: ScriptPlace
  constructor(message: string, place: ScriptPlace) {
    super(message)
    this.place = place
  }
}

/** @throws {@link SqlObjection} where the script is not PostgreSQL's SQL */
export async function statementsIn(script: string, file: string | null): Promise<readonly RawStmt[]> {
  const at = (index: number): ScriptPlace => ({ file, line: lineAt(script, index) })
  const nul = script.indexOf('\0')
  if (nul >= 0) throw new SqlObjection('A NUL character: this is no text.', at(nul))
  if (script.trim() === '') return []
  await postgres.loadModule()
  try {
    return postgres.parseSync(script).stmts ?? []
  } catch (error) {
    if (!postgres.hasSqlDetails(error)) throw error
    throw new SqlObjection(shownMessage(error.message), at(error.sqlDetails?.cursorPosition ?? 0))
  }
}

/** What a message quotes is the author's own text, and a password as likely as not (X11): keywords and signs alone are told. */
function shownMessage(message: string): string {
  const [, words = '', quote] = /^([^":]*)(?:"(.*)"$)?/s.exec(message)!
  if (quote === undefined) return words.trim()
  return `${words}"${isOfTheLanguage(quote) ? quote : '…'}"`
}

const isOfTheLanguage = (text: string): boolean =>
  /^[^\w\s'"$\u0080-\uFFFF]$/.test(text) ||
  (/^[a-z_]+$/i.test(text) && postgres.scanSync(text).tokens.every(({ keywordKind }) => keywordKind !== 0))

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length

/** A node is an object with one member, whose name is its kind. */
export function kindOf(node: Node | undefined): [kind: string, value: Record<string, unknown>] {
  const [entry] = Object.entries(node ?? {})
  return (entry ?? ['nothing', {}]) as [string, Record<string, unknown>]
}

export const keyOf = (relation: RangeVar | undefined): string =>
  tableKey(relation?.schemaname, relation?.relname ?? '')

/** Names out of a list of strings: the last is the thing's own, one before it a schema's. */
export function namesOf(list: readonly Node[] | undefined): string[] {
  return (list ?? []).flatMap((node) => ('String' in node && node.String.sval ? [node.String.sval] : []))
}

export const lastName = (names: readonly string[]): string => names.at(-1) ?? ''

export const keyOfNames = (names: readonly string[]): string => tableKey(names.at(-2), names.at(-1) ?? '')

/** Whole numbers that count themselves. */
const ofSerials: Record<string, string> = { smallserial: 'int2', serial: 'int4', bigserial: 'int8' }

export function columnTypeOf(type: TypeName | undefined): ColumnType {
  const names = namesOf(type?.names)
  const sizes = (type?.typmods ?? []).flatMap((node) =>
    'A_Const' in node && node.A_Const.ival ? [node.A_Const.ival.ival ?? 0] : [],
  )
  const name = keyOfNames(names.filter((each) => each !== 'pg_catalog'))
  return { base: ofSerials[name] ?? name, sizes, isList: (type?.arrayBounds ?? []).length > 0 }
}

/** Every quoted text below a node; names are none. */
export function constantsIn(node: unknown): string[] {
  const found: string[] = []
  walk(node, (name, value) => {
    const text = name === 'A_Const' ? (value as { sval?: { sval?: string } }).sval?.sval : undefined
    if (text !== undefined) found.push(text)
  })
  return found
}

/** The tree without places, so that equal acts are equal texts. */
export const signatureOf = (node: unknown): string =>
  JSON.stringify(node, (name, value: unknown) =>
    name === 'location' || name === 'stmt_len' || name === 'stmt_location' ? undefined : value,
  )

export function walk(node: unknown, visit: (name: string, value: unknown) => void): void {
  if (typeof node !== 'object' || node === null) return
  for (const [name, value] of Object.entries(node)) {
    visit(name, value)
    walk(value, visit)
  }
}
