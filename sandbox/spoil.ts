import { STATUS_CODES } from 'node:http'
import { type Answer, answerOf, htmlAnswer, jsonAnswer, objectIn } from './answer.ts'
import type { Fault } from './faults.ts'
import type { Call } from './ledger.ts'
import { refuse, refuseForRate } from './refusals.ts'
import type { State } from './state.ts'

/** Whether the work is done (and a token rotated) although the answer is spoiled. */
export function worksFirst(fault: Fault): boolean {
  return 'afterWork' in fault ? fault.afterWork : true
}

/** The answer as the fault leaves it. What does not concern its content comes back unchanged. */
export async function spoil(state: State, call: Call, fault: Fault, answer: Answer): Promise<Answer> {
  switch (fault.kind) {
    case 'rate_limit':
      return answerOf(refuseForRate(state.profile, retryAfter(fault.retryAfter)))
    case 'status':
      return statusAnswer(fault)
    case 'html':
      return htmlAnswer(fault.status, STATUS_CODES[fault.status] ?? 'Page')
    case 'invalid_grant':
      return answerOf(
        refuse(state.profile, call.grantType === 'authorization_code' ? 'code' : 'refresh_token'),
      )
    case 'invalid_client':
      return answerOf(refuse(state.profile, 'client_secret'))
    case 'redirect':
      return { status: fault.status, headers: { location: fault.location }, body: Buffer.alloc(0) }
    case 'truncated':
      return { ...answer, body: answer.body.subarray(0, fault.bytes ?? Math.floor(answer.body.length / 2)) }
    case 'wrong_content_type':
      return { ...answer, headers: { ...answer.headers, 'content-type': fault.contentType } }
    case 'alter':
      return altered(answer, fault)
    case 'huge':
      return { ...answer, body: extended(answer, 'padding', `"${'x'.repeat(fault.bytes)}"`) }
    case 'deep':
      return {
        ...answer,
        body: extended(answer, 'nested', '['.repeat(fault.depth) + ']'.repeat(fault.depth)),
      }
    default:
      return answer
  }
}

/** What the outage switch answers. */
export const outageAnswer = (): Answer => htmlAnswer(503, 'Service Unavailable')

function statusAnswer(fault: Extract<Fault, { kind: 'status' }>): Answer {
  const text = STATUS_CODES[fault.status] ?? 'Error'
  const headers = retryAfter(fault.retryAfter)
  if (fault.body === 'empty') return { status: fault.status, headers, body: Buffer.alloc(0) }
  const answer =
    fault.body === 'html' ? htmlAnswer(fault.status, text) : jsonAnswer(fault.status, { message: text })
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

function altered(answer: Answer, fault: Extract<Fault, { kind: 'alter' }>): Answer {
  const content = { ...objectIn(answer), ...fault.set }
  for (const name of fault.omit) delete content[name]
  return { ...answer, body: Buffer.from(JSON.stringify(content)) }
}

// Text is put together by hand: JSON.stringify would overflow its stack on the nesting that is wanted here.
function extended(answer: Answer, name: string, valueText: string): Buffer {
  const text = JSON.stringify(objectIn(answer))
  const comma = text === '{}' ? '' : ','
  return Buffer.from(`${text.slice(0, -1)}${comma}"${name}":${valueText}}`)
}

const retryAfter = (value: string | number | undefined): Record<string, string> =>
  value === undefined ? {} : { 'retry-after': String(value) }
