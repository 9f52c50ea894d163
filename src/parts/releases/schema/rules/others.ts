import { type Column, columnOf, type Table } from '../catalogue/catalogue.ts'
import type { Found } from '../findings/finding.ts'
import { nameAfter, ofKind, type Placed, sharedTables, type Situation } from '../findings/situation.ts'

/** S1, C1, C2, I1 and E1. */
export const others = (situation: Situation, placed: readonly Placed[]): Found[] => [
  ...anotherDatabase(situation),
  ...sharedTables(situation).flatMap(([before, after]) =>
    before.columns.flatMap((column) => changedDefault(after, column, columnOf(after, column.name))),
  ),
  ...droppedIndexes(situation, placed),
  ...renames(placed),
]

const anotherDatabase = ({ base, target }: Situation): Found[] =>
  base.provider === target.provider
    ? []
    : [{ rule: 'S1', message: `The datasource becomes ${target.provider} from ${base.provider}.` }]

function changedDefault({ key: table }: Table, before: Column, after: Column | undefined): Found[] {
  if (!after) return []
  const at = { table, columns: [after.name] }
  const [old, now] = [before, after].map((each) => (each.default?.isInDatabase ? each.default.text : null))
  const name = `${table}.${after.name}`
  if (old !== null && old !== now)
    return [
      {
        ...at,
        rule: 'C1',
        message:
          now === null
            ? `${name} loses its default ${old}.`
            : `${name} has ${now} as its default, no longer ${old}.`,
      },
    ]
  const [clients, others] = [clientsOwn(before), clientsOwn(after)]
  if (clients === others) return []
  return [
    {
      ...at,
      rule: 'C2',
      message: `${name} is filled by Prisma's client: ${others || 'no longer'}${clients ? ` (before: ${clients})` : ''}.`,
    },
  ]
}

/** What the client fills in without the database's knowledge. */
const clientsOwn = ({ default: given, isUpdatedAt }: Column): string =>
  [...(given && !given.isInDatabase ? [given.text] : []), ...(isUpdatedAt ? ['@updatedAt'] : [])].join(' ')

/** Not one that goes with its columns, nor one whose work another does. */
function droppedIndexes({ base, target }: Situation, placed: readonly Placed[]): Found[] {
  const owners = new Map(
    [...base.tables.values()].flatMap((table) =>
      table.indexes.map((index) => [index.name, { table, index }]),
    ),
  )
  return ofKind(placed, 'drop index').flatMap(({ change: { name }, place }): Found[] => {
    const owner = owners.get(name)
    const after = owner && target.tables.get(owner.table.key)
    if (!owner || !after) return []
    const { columns, isUnique } = owner.index
    if (!columns.some((column) => columnOf(after, column))) return []
    const heirs = after.indexes.filter((each) => !isUnique || each.isUnique)
    if (heirs.some((each) => columns.every((column, at) => each.columns[at] === column))) return []
    return [
      {
        rule: 'I1',
        table: after.key,
        columns,
        detail: name,
        place,
        message: `The ${isUnique ? 'unique ' : ''}index ${name} over ${columns.join(', ')} of ${after.key} is dropped.`,
      },
    ]
  })
}

function renames(placed: readonly Placed[]): Found[] {
  return [
    ...ofKind(placed, 'rename table').map(({ change, table, place }): Found => {
      const message = `The table ${change.table} is renamed to ${change.to}.`
      return { rule: 'E1', table, renamedTo: nameAfter(change), place, message }
    }),
    ...ofKind(placed, 'rename column').map(({ change, table, place }): Found => {
      const message = `${table}.${change.column} is renamed to ${change.to}.`
      return { rule: 'E1', table, columns: [change.column], renamedTo: change.to, place, message }
    }),
    ...ofKind(placed, 'rename enum value').map(({ change, place }): Found => {
      const message = `The value ${change.value} of the enum ${change.enum} is renamed to ${change.to}.`
      return { rule: 'E1', detail: `${change.enum} ${change.value}`, place, message }
    }),
  ]
}
