import { sameColumns, type Table } from '../catalogue/catalogue.ts'
import type { Finding } from '../findings/finding.ts'
import type { Situation } from '../findings/situation.ts'
import type { Rename } from './find.ts'

/**
 * Leaves out what a rename that is told already accounts for: the drop of the old name, what the new one demands of the rows that
 * are there, and the keys and indexes that go along. One whose finding an author answered accounts for nothing.
 */
export function withoutExplained(
  situation: Situation,
  renames: readonly Rename[],
  findings: readonly Finding[],
): Finding[] {
  const told = toldOf(renames, findings)
  const tables = new Map(told.flatMap(({ kind, from, to }) => (kind === 'table' ? [[from, to]] : [])))
  const columns = Map.groupBy(
    told.filter(({ kind }) => kind === 'column'),
    ({ table }) => table,
  )
  const namesOf = new Map([...columns].map(([table, own]) => [table, namesIn(own)]))
  return findings.filter((finding) => {
    if (isOfRenamedTable(situation, tables, finding)) return false
    const before = situation.base.tables.get(finding.table ?? '')
    const names = namesOf.get(finding.table ?? '')
    return !before || !names || !isOfRenamedColumn(before, names, finding)
  })
}

function toldOf(renames: readonly Rename[], findings: readonly Finding[]): Rename[] {
  const key = (...parts: readonly (string | null | undefined)[]) => parts.join('\0')
  const said = new Set(
    findings.map(({ rule, table, columns, renamedTo }) => key(rule, table, columns[0] ?? table, renamedTo)),
  )
  return renames.filter(({ rule, table, from, to }) => said.has(key(rule, table, from, to)))
}

interface Names {
  /** Of columns that are renamed. */
  old: ReadonlySet<string>
  /** New name to old. */
  oldOf: ReadonlyMap<string, string>
}

const namesIn = (renames: readonly Rename[]): Names => ({
  old: new Set(renames.map(({ from }) => from)),
  oldOf: new Map(renames.map(({ from, to }) => [to, from])),
})

/** Its drop, and keys of other tables that follow it. */
function isOfRenamedTable(
  { base, target }: Situation,
  renamed: ReadonlyMap<string, string>,
  { rule, table, columns }: Finding,
): boolean {
  if (rule === 'D1') return renamed.has(table ?? '')
  if (rule !== 'R2' && rule !== 'L2') return false
  const [old, now] = [base, target].map(({ tables }) =>
    tables.get(table ?? '')?.foreignKeys.find((each) => sameColumns(each.columns, columns)),
  )
  return old !== undefined && now !== undefined && renamed.get(old.refersTo) === now.refersTo
}

function isOfRenamedColumn(before: Table, names: Names, { rule, columns }: Finding): boolean {
  const isGone = columns.some((name) => names.old.has(name))
  const isNew = columns.some((name) => names.oldOf.has(name))
  const old = columns.map((name) => names.oldOf.get(name) ?? name)
  switch (rule) {
    case 'D2':
    case 'I1':
      return isGone
    case 'N1':
      return isNew
    case 'L1':
    case 'U1':
      return isNew && before.indexes.some((index) => sameColumns(index.columns, old))
    case 'L2':
    case 'R3':
      return isNew && before.relations.some((each) => sameColumns(each.columns, old))
    default:
      return false
  }
}
