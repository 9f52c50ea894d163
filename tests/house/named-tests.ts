import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './sources.ts'

/** A test as a page names it. */
export interface NamedTest {
  name: string
  /** Of the file it should be in. */
  path: string
}

/** The links of a page whose words are the name of a test, and which lead to its file. @param path from the repository's root */
export const testsNamedIn = (path: string): NamedTest[] =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/\[([^\]]+)\]\((\S+\.test\.ts)\)/g)].map(
    ([, name, file]) => ({ name: name!, path: join(root, dirname(path), file!) }),
  )

/** Those that are nowhere, or not in that file. */
export const absentOf = (named: readonly NamedTest[]): NamedTest[] =>
  named.filter(({ name, path }) => !existsSync(path) || !titlesIn(path).includes(name))

/** As they stand in the code: the titles of tests, and of groups of them. */
export const titlesIn = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/\b(?:test|describe)\(\s*(['"`])(.+?)\1,/gs)].map(
    ([, , title]) => title!,
  )
