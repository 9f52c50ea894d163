import type { Counts, RoughCase } from '../draft.ts'
import { afterTitles, looksLikeFile, withoutSuites } from '../text/wording.ts'
import type { Attributes } from './elements.ts'
import type { Dialect, JUnitCase } from './junit-case.ts'

/** @param attributes of the root element, or of a suite where the root told nothing */
export function dialectOf({ name, id, tests, time }: Attributes): Dialect {
  if (name === 'vitest tests') return 'vitest'
  if (name === 'pytest') return 'pytest'
  return id === '' && name === '' && tests !== undefined && time !== undefined ? 'playwright' : 'plain'
}

/** Surefire names its schema, and always tells of reruns; others show that they do when there was one. */
export const showsRetries = ({ noNamespaceSchemaLocation = '' }: Attributes): boolean =>
  noNamespaceSchemaLocation.includes('surefire')

/**
 * What a suite, or the whole, counts of itself. Those left out may not be shown as cases. pytest counts tries that it
 * does not show, and Catch2, which calls each machine `tbd`, counts assertions.
 */
export function countsOf(attributes: Attributes, dialect: Dialect): Counts {
  const { tests, skipped, disabled, failures, errors, hostname } = attributes
  const isShown = dialect !== 'pytest' && hostname !== 'tbd'
  return {
    tests: isShown ? countOf(tests) - countOf(skipped) - countOf(disabled) : null,
    failed: countOf(failures) + countOf(errors),
  }
}

const countOf = (text: string | undefined): number => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : 0)

/** A case that stands for a file which could not be loaded, or for what broke outside of all tests. */
export function isNoTest({ attributes, suite, results }: JUnitCase, dialect: Dialect): boolean {
  const { classname = '', name = '' } = attributes
  if (dialect === 'pytest')
    return results.some(({ attributes }) => attributes.message === 'collection failure')
  if (suite?.isGo) return name === 'TestMain'
  if (dialect !== 'vitest') return false
  return classname === 'vitest unhandled errors' || (name === suite?.titles.at(-1) && results.length > 0)
}

/** Where a case lies: file, class, suites, name and project as this dialect writes them. */
export function placeOf(one: JUnitCase, dialect: Dialect): Omit<RoughCase, 'attempts'> {
  const { attributes, suite } = one
  const { classname = '', name = '' } = attributes
  const file = attributes.file ?? attributes.filepath ?? suite?.file
  const line = Number(attributes.line ?? attributes.lineno ?? Number.NaN)
  if (dialect === 'pytest') return { ...pythonPlace(classname, file), name, line: line + 1 }
  if (dialect === 'plain') return { ...plainPlace(one, file), line }
  const path = name.split(dialect === 'vitest' ? ' > ' : ' › ')
  const project = dialect === 'playwright' ? (suite?.hostname ?? null) : null
  return { file: file ?? classname, suite: path.slice(0, -1), name: path.at(-1) ?? '', project, line }
}

/**
 * A class that repeats the suites or the name is none, and neither is node's `test`; a suite that repeats the file or the
 * class, or is what some frameworks call the whole, is no part of the path.
 */
function plainPlace({ attributes, suite }: JUnitCase, file: string | undefined): Omit<RoughCase, 'attempts'> {
  const { classname = '', name = '' } = attributes
  const titles = suite?.titles ?? []
  const place = file ?? (looksLikeFile(classname) ? classname : suite?.fileTitle) ?? null
  const isTitle = classname === name || (classname !== '' && name.endsWith(` ${classname}`))
  const isPath = file !== undefined && afterTitles(`${classname}.`, titles, '.') === ''
  const className = isTitle || isPath || classname === place || classname === 'test' ? null : classname
  const path = titles.filter((title) => title !== place && title !== className && title !== 'Root Suite')
  return { file: place, className, suite: path, name: isTitle ? withoutSuites(name, path) : name }
}

/**
 * `tests.test_sums.TestSums` is the class `TestSums` in `tests/test_sums.py`: modules are written in lower case, and
 * classes are not. So the report names the same file as pytest's JSON.
 */
function pythonPlace(classname: string, file: string | undefined): { file: string | null; suite: string[] } {
  const segments = classname.split('.').filter(Boolean)
  const firstClass = segments.findIndex((segment) => /^[A-Z]/.test(segment))
  const modules = firstClass < 0 ? segments : segments.slice(0, firstClass)
  const module = modules.length === 0 ? null : `${modules.join('/')}.py`
  return { file: file ?? module, suite: segments.slice(modules.length) }
}
