import { rules } from '../findings/rule.ts'
import type { Ignore } from '../text/ignores.ts'
import type { Place } from '../text/schema-file.ts'
import type { Ignores } from '../verdict/ignoring.ts'
import type { Verdict } from '../verdict/judge.ts'
import { mistypedInScript } from '../verdict/script-ignores.ts'
import type { Question } from './report.ts'
import type { Sides } from './scripts.ts'

/** What the reader should know of `prisma-ignore` comments that do not do what they seem to. */
export function notesOnComments(
  { migration }: Question,
  { target }: Sides,
  { fresh, old, migration: inMigration }: Ignores,
  { idle, outdated }: Pick<Verdict, 'idle' | 'outdated'>,
): string[] {
  const written = [...fresh, ...old, ...inMigration]
  const isKnown = ({ rule }: Ignore) => Object.hasOwn(rules, rule)
  const mistyped = [
    ...target.files.flatMap(({ path: file, mistyped: lines }) => lines.map((line) => ({ file, line }))),
    ...migration.flatMap((file) => mistypedInScript(file).map((line) => ({ file: file.path, line }))),
  ]
  return [
    ...told(mistyped, () => 'this reads like a prisma-ignore and is none; write "prisma-ignore: D2 why".'),
    ...told(
      written.filter((ignore) => !isKnown(ignore)),
      ({ rule }) => `prisma-ignore: there is no rule ${rule.slice(0, 10)}.`,
    ),
    ...told(
      written.filter((ignore) => isKnown(ignore) && ignore.reason === ''),
      () => 'a prisma-ignore without a reason was not honoured.',
    ),
    ...told(
      outdated,
      ({ rule }) =>
        `prisma-ignore: ${rule} stood there before: it answered an earlier change; give a new reason.`,
    ),
    ...told(idle.filter(isKnown), ({ rule }) => `prisma-ignore: ${rule} answers nothing here.`),
  ]
}

const toldAtMost = 10

/** A note for each, up to so many. */
const told = <At extends Place>(places: readonly At[], words: (at: At) => string): string[] => [
  ...new Set([
    ...places.slice(0, toldAtMost).map((at) => `${at.file}:${at.line}: ${words(at)}`),
    ...(places.length > toldAtMost ? [`…and ${places.length - toldAtMost} more of the same.`] : []),
  ]),
]
