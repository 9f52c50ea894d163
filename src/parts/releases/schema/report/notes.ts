import type { ReadSchema } from '../engine/read-schema.ts'
import { hasHiddenActs, unknownIn } from '../changes/reach.ts'
import { findingsAtMost, type Question, sqlAtMost } from './report.ts'
import type { Scripts, Sides } from './scripts.ts'

/** What the reader should know of how this came about. */
export function notesOn(
  { migration, rowCounts, unread = [] }: Question,
  { base, target }: Sides,
  { sql, engines, authors, leftOut }: Scripts,
  findings: number,
): string[] {
  const tables = new Set([...namesIn(base), ...namesIn(target)])
  const uncounted = Object.keys(rowCounts).filter((name) => !tables.has(name))
  const unknown = unknownIn(authors ?? [], engines)
  const notes: readonly [isSo: boolean, note: string][] = [
    [base === null, 'There is no schema before: everything is new.'],
    [target.isProviderGuessed, 'No datasource names a provider: postgresql was taken.'],
    [
      migration.length > 0 && authors === null,
      `The migration was not read: only PostgreSQL's SQL is, not that of ${target.provider}.`,
    ],
    [
      hasHiddenActs(authors ?? []),
      "The migration runs code that is not read here (DO, CALL, SELECT): the engine's SQL was judged for what it may do.",
    ],
    [
      leftOut.length > 0,
      `The migration leaves out ${leftOut.length} of the statements that Prisma would write: they were judged as Prisma would write them.`,
    ],
    [unknown.length > 0, `No rule reads these statements of the migration: ${listed(unknown)}.`],
    [
      uncounted.length > 0,
      `rowCounts names what is no table and no model of either side: ${firstOf(uncounted.map(named))}.`,
    ],
    [unread.length > 0, `Nothing reads these members of what was sent: ${firstOf(unread.map(named))}.`],
    [
      viewsOf(base) !== viewsOf(target),
      'A view comes, goes or changes: Prisma writes no SQL for views, and they are not compared.',
    ],
    [findings > findingsAtMost, `${findings} findings: the ${findingsAtMost} gravest are shown.`],
    [(sql?.length ?? 0) > sqlAtMost, `The SQL is cut after ${sqlAtMost} characters.`],
  ]
  return notes.flatMap(([isSo, note]) => (isSo ? [note] : []))
}

const namedAtMost = 10

/** A list that ends where nobody reads on. */
export const firstOf = (names: readonly string[]): string =>
  [
    ...names.slice(0, namedAtMost),
    ...(names.length > namedAtMost ? [`and ${names.length - namedAtMost} more`] : []),
  ].join(', ')

const listed = (unknown: ReturnType<typeof unknownIn>): string =>
  firstOf(unknown.map(({ what, place }) => `${what} (${place?.file}:${place?.line})`))

/** A name that somebody sent, who may have sent a whole text. */
const named = (name: string): string => name.replace(/\p{Cc}+/gu, ' ').slice(0, 60)

/** Tables by their keys and their models, as `rowCounts` may name them. */
const namesIn = (schema: ReadSchema | null): string[] =>
  [...(schema?.catalogue.tables.values() ?? [])].flatMap(({ key, model }) =>
    model === null ? [key] : [key, model],
  )

/** One text for all views of a schema, whatever their order. */
const viewsOf = (schema: ReadSchema | null): string =>
  [...(schema?.outline.values() ?? [])]
    .filter(({ keyword }) => keyword === 'view')
    .map(({ name, members }) =>
      [
        name,
        ...[...members].map(([field, { type, attributes }]) => [field, type, attributes].join(' ')),
      ].join('\n'),
    )
    .toSorted()
    .join('\n\n')

/** Why the rules of locks were left out; null where they were not. */
export function lockRulesReason({ base, target }: Sides, { hasLockRules }: Scripts): string | null {
  if (hasLockRules) return null
  return base && base.provider !== target.provider
    ? 'The two schemas are of different databases: lock rules were not applied.'
    : `Lock rules know postgresql alone, not ${target.provider}: they were not applied.`
}
