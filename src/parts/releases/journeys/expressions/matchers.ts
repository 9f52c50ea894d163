import type { Expectation, matcherNames } from './expectation.ts'

export type MatcherName = (typeof matcherNames)[number]
export type Wanted = Pick<Expectation, MatcherName>

/** Each holds of all values, and of at least one where it compares; a list of texts is looked through. */
const holds: { [Name in MatcherName]: (values: unknown[], wanted: never) => boolean } = {
  exists: (values, wanted: boolean) => values.length > 0 === wanted,
  equals: (values, wanted: unknown) => some(values, (value) => value === wanted),
  notEquals: (values, wanted: unknown) => values.every((value) => value !== wanted),
  oneOf: (values, wanted: unknown[]) => some(values, (value) => wanted.includes(value)),
  contains: (values, wanted: string) => some(values, (value) => textOf(value).includes(wanted)),
  notContains: (values, wanted: string) => values.every((value) => !textOf(value).includes(wanted)),
  startsWith: (values, wanted: string) => some(values, (value) => textOf(value).startsWith(wanted)),
  endsWith: (values, wanted: string) => some(values, (value) => textOf(value).endsWith(wanted)),
  atLeast: (values, wanted: number) => some(values, (value) => Number(value) >= wanted),
  atMost: (values, wanted: number) => some(values, (value) => Number(value) <= wanted),
  count: (values, wanted: number) => values.length === wanted,
}

/** The first that does not hold; null: all do. */
export const missedBy = (values: unknown[], wanted: Wanted): MatcherName | null =>
  (Object.keys(holds) as MatcherName[]).find(
    (name) => wanted[name] !== undefined && !holds[name](values, wanted[name] as never),
  ) ?? null

const some = (values: unknown[], isRight: (value: unknown) => boolean): boolean =>
  values.length > 0 && values.every(isRight)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
