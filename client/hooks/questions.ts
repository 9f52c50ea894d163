import type { Keyhold } from '../keyhold.ts'
import { type Ask, Watched } from './watched.ts'

/** Answers that nobody watches are kept up to this many, so that going back shows them at once. */
const keptAnswers = 100

const books = new WeakMap<Keyhold, Map<string, Watched<unknown>>>()

/** The same question to the same Keyhold is one. */
export function questionOf<T>(keyhold: Keyhold, name: string, ask: Ask<T>): Watched<T> {
  const book = books.get(keyhold) ?? new Map<string, Watched<unknown>>()
  books.set(keyhold, book)
  const known = book.get(name) as Watched<T> | undefined
  const question = known ?? new Watched(ask)
  // The last one asked for stands last, and the first may go.
  book.delete(name)
  book.set(name, question as Watched<unknown>)
  for (const [each, { isWatched }] of book) {
    if (book.size <= keptAnswers) break
    if (!isWatched && each !== name) book.delete(each)
  }
  return question
}
