import { JobLost } from '../../../../kit/isolate.ts'
import type { Expectation } from '../expressions/expectation.ts'
import { longestLookSeconds, look } from '../expressions/look.ts'
import type { Look, Seen, Sight } from '../expressions/look-into.ts'
import { missedBy } from '../expressions/matchers.ts'
import { Filling, type Scope } from '../document/template.ts'
import { isSecretive } from './by-name.ts'
import type { Answered } from './call.ts'
import type { Cookies } from './cookies.ts'
import type { Redactor } from './redact.ts'
import { StepFailed } from '../run/result.ts'

interface Judging {
  scope: Scope
  cookies: Cookies
  redactor: Redactor
}

/**
 * Where no status is expected, one below 400 is.
 * @throws StepFailed EXPECTATION_FAILED with the first that does not hold, NO_JSON, ANSWER_TOO_HARD
 */
export async function judge(
  judging: Judging,
  answer: Answered,
  expectations: readonly Expectation[],
): Promise<void> {
  const { redactor, scope } = judging
  const refuse = (objection: string) => {
    throw new StepFailed('EXPECTATION_FAILED', redactor.text(objection))
  }
  if (!expectations.some(({ status }) => status !== undefined) && answer.status >= 400)
    refuse(`${answer.place} answered ${answer.status}, wants less than 400`)
  const filled = expectations.map((each) => new Filling(scope).value(each) as Expectation)
  let sights: Sight[] | null = null
  for (const expected of filled) {
    const isInside = lookFor(expected) !== null
    if (isInside)
      sights ??= await seenIn(
        answer,
        filled.map(lookFor).filter((each) => each !== null),
      )
    const objection = isInside
      ? insideObjection(redactor, expected, sights!.shift()!)
      : outsideObjection(judging, answer, expected)
    if (objection !== null) refuse(objection)
  }
}

/** What is to be seen in the JSON of an answer; null: it is not about that. */
function lookFor({ jsonPath, schema, ...wanted }: Expectation): Look | null {
  if (schema !== undefined) return { schema }
  return jsonPath === undefined ? null : { path: jsonPath, wanted }
}

/** @throws StepFailed NO_JSON where the answer is none, or too deep; ANSWER_TOO_HARD where it takes too long */
export async function seenIn({ text }: Answered, looks: readonly Look[]): Promise<Sight[]> {
  const found = await look({ text, looks }).catch((error: unknown) => {
    throw isTooHard(error) ? tooHard(text) : error
  })
  if ('problem' in found) throw new StepFailed('NO_JSON', found.problem)
  return found.sights
}

function isTooHard(error: unknown): boolean {
  if (!(error instanceof JobLost)) return false
  const { code } = (error.cause ?? {}) as { code?: string }
  return error.reason === 'late' || code === 'ERR_WORKER_OUT_OF_MEMORY'
}

const tooHard = (text: string): StepFailed =>
  new StepFailed(
    'ANSWER_TOO_HARD',
    `an answer of ${text.length} characters took more than ${longestLookSeconds} s of computing, or too much memory, to look into: name the members that lead there instead of \`..\`, filter by less, shorten the schema, or ask for a shorter answer`,
    { isFinal: true },
  )

function insideObjection(
  redactor: Redactor,
  expected: Expectation,
  { missed, seen, objection }: Sight,
): string | null {
  if (objection !== null) return `the answer is not as the schema has it: ${objection}`
  if (missed === null) return null
  const name = expected.jsonPath!
  const said = ({ members, value }: Seen) => redactor.said(members.find(isSecretive) ?? name, value)
  // Whoever counts the members of a list counts one list.
  const hint =
    missed === 'count' && Array.isArray(seen[0]?.value) && seen.length === 1
      ? `; a list is one, and ${name}[*] leads to its members`
      : ''
  return `${name} ${isWhat(seen.map(said))}, wants ${missed} ${redactor.said(name, expected[missed])}${hint}`
}

const isWhat = (said: readonly string[]): string =>
  said.length === 0 ? 'is not there' : `is ${said.join(', ')}`

function outsideObjection(judging: Judging, answer: Answered, expected: Expectation): string | null {
  const { status, latencyMilliseconds } = expected
  if (status !== undefined) return statusObjection(answer, [status].flat())
  if (latencyMilliseconds !== undefined)
    return answer.milliseconds <= latencyMilliseconds
      ? null
      : `took ${Math.round(answer.milliseconds)} ms, wants at most ${latencyMilliseconds}`
  const { name, values } = subjectOf(judging, answer, expected)
  const missed = missedBy(values, expected)
  if (missed === null) return null
  const said = (value: unknown) => judging.redactor.said(name, value)
  return `${name} ${isWhat(values.map(said))}, wants ${missed} ${said(expected[missed])}`
}

const statusObjection = ({ status, place }: Answered, wanted: readonly number[]): string | null =>
  wanted.includes(status) ? null : `${place} answered ${status}, wants ${wanted.join(' or ')}`

/** What is compared: none where it is not there. */
function subjectOf(
  { cookies }: Judging,
  answer: Answered,
  { header, cookie }: Expectation,
): { name: string; values: unknown[] } {
  if (header !== undefined) return { name: header, values: present(answer.headers.get(header)) }
  if (cookie !== undefined)
    return { name: `cookie ${cookie}`, values: present(cookies.valueOf(answer.url, cookie)) }
  return { name: 'the body', values: [answer.text] }
}

const present = (value: string | null | undefined): string[] =>
  value === null || value === undefined ? [] : [value]
