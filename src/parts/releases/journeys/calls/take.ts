import type { Extraction } from '../document/step.ts'
import type { Answered } from './call.ts'
import type { Cookies } from './cookies.ts'
import { valuesIn } from './judge.ts'
import type { KeptMail } from '../run/plan.ts'
import { StepFailed } from '../run/result.ts'

const longestValue = 65_536

/** Takes a value out of an answer. @throws StepFailed NOT_FOUND */
export function fromAnswer(answer: Answered, cookies: Cookies, name: string, source: Extraction): unknown {
  const { jsonPath, header, cookie, after, before } = source
  if (jsonPath !== undefined) return found(name, valuesIn(answer, jsonPath)[0])
  if (header !== undefined) return found(name, answer.headers.get(header))
  if (cookie !== undefined) return found(name, cookies.valueOf(answer.url, cookie))
  return found(name, between(answer.text, after!, before))
}

/** Takes a value out of a mail. @throws StepFailed NOT_FOUND */
export function fromMail({ link, text }: KeptMail, name: string, source: Extraction): unknown {
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
  const bytes = (typeof value === 'string' ? value : JSON.stringify(value)).length
  if (bytes > longestValue)
    throw new StepFailed('NOT_FOUND', `${name} is longer than ${longestValue} characters`)
  return value
}
