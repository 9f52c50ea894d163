import { type Expectation, matcherNames } from '../expressions/expectation.ts'
import { valuesAt } from '../expressions/json-path.ts'
import { schemaObjection } from '../expressions/json-schema.ts'
import { fillAll, type Scope } from '../document/template.ts'
import type { Answered } from './call.ts'
import type { Cookies } from './cookies.ts'
import type { Redactor } from './redact.ts'
import { StepFailed } from '../run/result.ts'

/** Deeper answers end the stack of whoever walks through them. */
const mostLevels = 200

interface Judging {
  scope: Scope
  cookies: Cookies
  redactor: Redactor
}

/**
 * Where no status is expected, one below 400 is.
 * @throws StepFailed EXPECTATION_FAILED with the first that does not hold
 */
export function judge(judging: Judging, answer: Answered, expectations: readonly Expectation[]): void {
  const isNamed = expectations.some(({ status }) => status !== undefined)
  if (!isNamed && answer.status >= 400)
    throw new StepFailed(
      'EXPECTATION_FAILED',
      `${answer.url.pathname} answered ${answer.status}, wants less than 400`,
    )
  for (const each of expectations) {
    const objection = objectionTo(judging, answer, fillAll(judging.scope, each) as Expectation)
    if (objection !== null) throw new StepFailed('EXPECTATION_FAILED', judging.redactor.text(objection))
  }
}

function objectionTo(judging: Judging, answer: Answered, expected: Expectation): string | null {
  const { status, latencyMilliseconds, schema } = expected
  if (status !== undefined) return statusObjection(answer, [status].flat())
  if (latencyMilliseconds !== undefined)
    return answer.milliseconds <= latencyMilliseconds
      ? null
      : `took ${Math.round(answer.milliseconds)} ms, wants at most ${latencyMilliseconds}`
  if (schema !== undefined) {
    const objection = schemaObjection(schema, jsonOf(answer))
    return objection === null ? null : `the answer is not as the schema has it: ${objection}`
  }
  const { name, values } = subjectOf(judging, answer, expected)
  for (const matcher of matcherNames) {
    if (expected[matcher] === undefined || holds[matcher](values, expected[matcher] as never)) continue
    const is =
      values.length === 0
        ? 'is not there'
        : `is ${values
            .map((value) => judging.redactor.said(name, value))
            .slice(0, 3)
            .join(', ')}`
    return `${name} ${is}, wants ${matcher} ${judging.redactor.said(name, expected[matcher])}`
  }
  return null
}

const statusObjection = ({ status, url }: Answered, wanted: readonly number[]): string | null =>
  wanted.includes(status) ? null : `${url.pathname} answered ${status}, wants ${wanted.join(' or ')}`

/** What is compared: none where it is not there. */
function subjectOf(
  { cookies }: Judging,
  answer: Answered,
  { header, cookie, jsonPath }: Expectation,
): { name: string; values: unknown[] } {
  if (header !== undefined) return { name: header, values: present(answer.headers.get(header)) }
  if (cookie !== undefined)
    return { name: `cookie ${cookie}`, values: present(cookies.valueOf(answer.url, cookie)) }
  if (jsonPath !== undefined) return { name: jsonPath, values: valuesIn(answer, jsonPath) }
  return { name: 'the body', values: [answer.text] }
}

const present = (value: string | null | undefined): string[] =>
  value === null || value === undefined ? [] : [value]

/** @throws StepFailed where the answer is no JSON, or too deep */
export function valuesIn(answer: Answered, path: string): unknown[] {
  return valuesAt(path, jsonOf(answer))
}

function jsonOf({ json }: Answered): unknown {
  if (json === undefined) throw new StepFailed('NO_JSON', 'the answer is no JSON')
  if (isDeep(json)) throw new StepFailed('NO_JSON', `the answer is JSON of more than ${mostLevels} levels`)
  return json
}

/** Level by level: it must not go down itself. */
function isDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > mostLevels) return true
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []))
  }
  return false
}

/** Each holds of all values, and of at least one where it compares; a list of texts is looked through. */
const holds: { [Name in (typeof matcherNames)[number]]: (values: unknown[], wanted: never) => boolean } = {
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

const some = (values: unknown[], isRight: (value: unknown) => boolean): boolean =>
  values.length > 0 && values.every(isRight)

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
