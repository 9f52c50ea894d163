import { isTest, type Source, spot } from './sources.ts'

/** Names given to `defineFaults`, `defineEvents` or `defineSettings` anywhere in the house. */
export const booksIn = (
  sources: readonly Source[],
  define: 'defineFaults' | 'defineEvents' | 'defineSettings',
): string[] =>
  sources
    .filter(({ path }) => !isTest(path))
    .flatMap(({ spoken }) =>
      [...spoken.matchAll(new RegExp(`\\b${define}\\(\\s*'([^']+)'`, 'g'))].map((match) => match[1]!),
    )

export interface Mention {
  at: string
  action: string
}

/** `'connection.deleted'` and the like. */
const eventName = /'([a-z_]+\.[a-z_]+)'/g
const givenAction = /\baction:[^,}\n]*/g

/**
 * Every quoted name of an event in code or SQL: what is given as an `action`, and whatever else has a noun that some
 * event is about. Names of jobs, of fixed actors and of the fault tests' points are none, nor are the declarations.
 */
export const mentionsOf = (nouns: ReadonlySet<string>, sources: readonly Source[]): Mention[] =>
  sources
    .filter(({ path }) => !isTest(path))
    .flatMap((source) => {
      const given = [...source.spoken.matchAll(givenAction)].flatMap((match) => named(match[0], match.index))
      const others = named(source.spoken, 0).filter(
        ({ index, action }) => nouns.has(nounOf(action)) && isEvent(source.spoken, index, action),
      )
      const found = new Map([...given, ...others].map((each) => [each.index, each.action]))
      return [...found].map(([index, action]) => ({ at: spot(source, index), action }))
    })

const named = (text: string, offset: number): { index: number; action: string }[] =>
  [...text.matchAll(eventName)].map((match) => ({ index: offset + match.index, action: match[1]! }))

function isEvent(text: string, index: number, action: string): boolean {
  const isDeclaration = /^\s*:\s*\{\s*text:/.test(text.slice(index + action.length + 2))
  return !isDeclaration && !/(?:\.point\(|\bname:|\bid:)\s*$/.test(text.slice(0, index))
}

export const nounOf = (action: string): string => action.split('.')[0]!
