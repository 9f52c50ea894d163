import { ignoresIn } from '../text/ignores.ts'
import { hasHiddenActs } from '../changes/reach.ts'
import { findingsAtMost, type Question, sqlAtMost } from './report.ts'
import type { Scripts, Sides } from './scripts.ts'

/** What the reader should know of how this came about. */
export function notesOn(
  { migration }: Question,
  { base, target }: Sides,
  { sql, authors }: Scripts,
  findings: number,
): string[] {
  const unread = ignoresIn(target.files).filter(({ reason }) => reason === '')
  const notes: readonly [isSo: boolean, note: string][] = [
    [base === null, 'There is no schema before: everything is new.'],
    [target.isProviderGuessed, 'No datasource names a provider: postgresql was taken.'],
    [
      migration !== null && authors === null,
      `The migration was not read: only PostgreSQL's SQL is, not that of ${target.provider}.`,
    ],
    [
      hasHiddenActs(authors ?? []),
      "The migration runs code that is not read here (DO, CALL, SELECT): the engine's SQL was judged for what it may do.",
    ],
    ...unread.map(({ file, line }): [boolean, string] => [
      true,
      `${file}:${line}: a prisma-ignore without a reason was not honoured.`,
    ]),
    [findings > findingsAtMost, `${findings} findings: the ${findingsAtMost} gravest are shown.`],
    [(sql?.length ?? 0) > sqlAtMost, `The SQL is cut after ${sqlAtMost} characters.`],
  ]
  return notes.flatMap(([isSo, note]) => (isSo ? [note] : []))
}

/** Why the rules of locks were left out; null where they were not. */
export function lockRulesReason({ base, target }: Sides, { hasLockRules }: Scripts): string | null {
  if (hasLockRules) return null
  return base && base.provider !== target.provider
    ? 'The two schemas are of different databases: lock rules were not applied.'
    : `Lock rules know postgresql alone, not ${target.provider}: they were not applied.`
}
