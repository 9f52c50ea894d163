import type { Catalogue } from '../catalogue/catalogue.ts'
import { type Change, changesOf, type ScriptPlace, type Statement } from './change.ts'
import { leadsElsewhere } from './dealt-with.ts'

/** Whether an author's migration does what the engine's does. */
export interface Reach {
  /** Of its first file, and how many more there are. */
  path: string
  reachesTarget: boolean
  /** What the engine would do and the author does not. */
  missing: readonly string[]
  /** What the author does besides: a backfill, a view, a lock_timeout. */
  extra: readonly string[]
}

/** Of each list. */
const shownAtMost = 50

/**
 * Compares what two scripts do, act by act and whatever the order. An author's rename stands for the drop and the add that the
 * engine would write. Reported, not asserted: a backfill may reach the target by ways that nobody sees here.
 */
export function reachOf(
  path: string,
  authors: readonly Statement[],
  engines: readonly Statement[],
  base: Catalogue,
): Reach {
  const theirs = signatures(engines)
  const missing = missingFrom(authors, engines)
  const extra = authors.filter(
    ({ signatures, changes }) => signatures.some((each) => !theirs.has(each)) && !changes.some(isRename),
  )
  return {
    path,
    reachesTarget: missing.length === 0 && !leadsElsewhere(authors, engines, base),
    missing: missing.slice(0, shownAtMost).map(({ sql }) => sql),
    extra: extra.slice(0, shownAtMost).map(({ sql }) => sql),
  }
}

function missingFrom(authors: readonly Statement[], engines: readonly Statement[]): Statement[] {
  const mine = signatures(authors)
  const renames = changesOf(authors).filter(isRename)
  return engines.filter((statement) =>
    statement.signatures.some((each) => !mine.has(each) && !renames.some((rename) => isDoneBy(rename, each))),
  )
}

/** Statements whose acts stand in text that nobody reads here. */
export const hasHiddenActs = (script: readonly Statement[]): boolean => changesOf(script).some(isHidden)

/** Statements of an author that no rule knows and the engine would not write, by PostgreSQL's words for them. */
export function unknownIn(
  authors: readonly Statement[],
  engines: readonly Statement[],
): { what: string; place: ScriptPlace | null }[] {
  const theirs = signatures(engines)
  return authors
    .filter(({ signatures }) => signatures.some((each) => !theirs.has(each)))
    .flatMap(({ changes, place }) =>
      changes.flatMap((change) =>
        change.kind === 'other' && !isHidden(change) ? [{ what: change.what, place }] : [],
      ),
    )
}

const isHidden = (change: Change): boolean => change.kind === 'other' && hiding.has(change.what)

const hiding = new Set(['Do', 'Call', 'Execute', 'Select'])

const isRename = ({ kind }: Change): boolean =>
  kind === 'rename column' || kind === 'rename table' || kind === 'move table'

const signatures = (script: readonly Statement[]): Set<string> =>
  new Set(script.flatMap(({ signatures }) => signatures))

function isDoneBy(rename: Change, signature: string): boolean {
  if (rename.kind === 'rename column')
    return (
      signature.startsWith(`${rename.table} `) &&
      ((signature.includes('"AT_DropColumn"') &&
        signature.includes(`"name":${JSON.stringify(rename.column)}`)) ||
        (signature.includes('"AT_AddColumn"') &&
          signature.includes(`"colname":${JSON.stringify(rename.to)}`)) ||
        (signature.includes('"AT_SetNotNull"') && signature.includes(`"name":${JSON.stringify(rename.to)}`)))
    )
  if (rename.kind === 'move table') return isMovedBy(rename, signature)
  if (rename.kind !== 'rename table') return false
  const [from, to] = [rename.table.split('.').at(-1)!, rename.to].map((name) => JSON.stringify(name))
  return (
    (signature.includes('"OBJECT_TABLE"') && signature.includes(`"sval":${from}`)) ||
    (signature.includes('"CreateStmt"') && signature.includes(`"relname":${to}`))
  )
}

function isMovedBy({ table, to }: Extract<Change, { kind: 'move table' }>, signature: string): boolean {
  const name = JSON.stringify(table.split('.').at(-1)!)
  // The signatures leave `public` out.
  const schema = to === 'public' ? '' : `"schemaname":${JSON.stringify(to)}`
  return (
    (signature.includes('"OBJECT_TABLE"') && signature.includes(`"sval":${name}`)) ||
    (signature.includes('"CreateStmt"') &&
      signature.includes(`"relname":${name}`) &&
      signature.includes(schema))
  )
}
