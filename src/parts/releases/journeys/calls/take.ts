import { longestSeen } from '../expressions/look-into.ts'
import type { Extraction } from '../document/step.ts'
import type { Answered } from './call.ts'
import type { Cookies } from './cookies.ts'
import { seenIn } from './judge.ts'
import type { KeptMail } from '../run/plan.ts'
import { StepFailed } from '../run/result.ts'

/** Takes values out of an answer, by their names. @throws StepFailed NOT_FOUND, NO_JSON, ANSWER_TOO_HARD */
export async function fromAnswer(
  answer: Answered,
  cookies: Cookies,
  extractions: Readonly<Record<string, Extraction>>,
): Promise<Record<string, unknown>> {
  const entries = Object.entries(extractions)
  const inside = entries.filter(([, { jsonPath }]) => jsonPath !== undefined)
  const looks = inside.map(([, { jsonPath }]) => ({ path: jsonPath!, wanted: {} }))
  const sights = looks.length === 0 ? [] : await seenIn(answer, looks)
  const values = new Map(inside.map(([name], index) => [name, sights[index]!.seen[0]]))
  return Object.fromEntries(
    entries.map(([name, { header, cookie, after, before }]) => {
      if (values.has(name)) {
        const seen = values.get(name)
        return [name, seen?.isCut ? tooLong(name) : found(name, seen?.value)]
      }
      if (header !== undefined) return [name, found(name, answer.headers.get(header))]
      if (cookie !== undefined) return [name, found(name, cookies.valueOf(answer.url, cookie))]
      return [name, found(name, between(answer.text, after!, before))]
    }),
  )
}

/** Takes values out of a mail, by their names. @throws StepFailed NOT_FOUND */
export const fromMail = (
  mail: KeptMail,
  extractions: Readonly<Record<string, Extraction>>,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(extractions).map(([name, source]) => [name, ofMail(mail, name, source)]))

function ofMail({ link, text }: KeptMail, name: string, source: Extraction): unknown {
  if (source.after !== undefined) return found(name, between(text, source.after, source.before))
  const url = link !== null && URL.canParse(link) ? new URL(link) : null
  if (url === null) throw new StepFailed('NOT_FOUND', `the mail has no link to take ${name} from`)
  if (source.linkQuery !== undefined) return found(name, url.searchParams.get(source.linkQuery))
  switch (source.link) {
    case 'fragment':
      return found(name, url.hash.slice(1))
    case 'path':
      return found(name, url.pathname)
    default:
      return url.href
  }
}

function between(text: string, after: string, before: string | undefined): string | undefined {
  const start = text.indexOf(after)
  if (start < 0) return undefined
  const rest = text.slice(start + after.length)
  if (before === undefined) return rest
  const end = rest.indexOf(before)
  return end < 0 ? undefined : rest.slice(0, end)
}

function found(name: string, value: unknown): unknown {
  if (value === undefined || value === null || value === '')
    throw new StepFailed('NOT_FOUND', `there is nothing to take ${name} from`)
  return typeof value === 'string' && value.length > longestSeen ? tooLong(name) : value
}

function tooLong(name: string): never {
  throw new StepFailed('NOT_FOUND', `${name} is longer than ${longestSeen} characters`)
}
