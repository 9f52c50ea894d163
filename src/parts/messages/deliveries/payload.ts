import { eventType } from '../event-types.ts'
import type { Told } from './store.ts'

/**
 * What a receiver is sent. Made anew for each attempt from what never changes, so that an event has the same body
 * however often it is sent; only the user's name goes when the user is erased.
 */
export function bodyOf(it: Told, userId: string | null): string {
  const detail = it.detail === null ? {} : (JSON.parse(it.detail) as Record<string, unknown>)
  const data = {
    connectionId: it.connectionId,
    userId,
    provider: it.provider,
    status: eventType(it.type)?.status ?? null,
    // Of what the log says only these are for the app, and each is a word or a list of words.
    reason: wordOf(detail.reason) ?? wordOf(detail.revocation) ?? wordOf(detail.rule),
    ...('count' in detail && { count: detail.count }),
    ...('keyId' in detail && { keyId: wordOf(detail.keyId) }),
    ...('testId' in detail && testIn(detail)),
    ...('journey' in detail && journeyIn(detail)),
    ...('gained' in detail && { gained: wordsOf(detail.gained), lost: wordsOf(detail.lost) }),
  }
  return JSON.stringify({ type: it.type, timestamp: it.at.toISOString(), data })
}

function testIn({ testId, test, repository, environment, was, verdict }: Record<string, unknown>) {
  const named = { testId: wordOf(testId), test: wordOf(test), repository: wordOf(repository) }
  return { ...named, environment: wordOf(environment), was: wordOf(was), verdict: wordOf(verdict) }
}

function journeyIn(detail: Record<string, unknown>) {
  const { journey, runId, code, message } = detail
  const facts = ['url', 'step', 'failures', 'runs', 'since', 'seconds', 'urgency'].filter(
    (name) => name in detail,
  )
  return {
    journey: wordOf(journey),
    runId: wordOf(runId),
    ...(code !== undefined && { error: { code: wordOf(code), message: wordOf(message) } }),
    ...Object.fromEntries(facts.map((name) => [name, detail[name]])),
  }
}

const wordOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const wordsOf = (value: unknown): string[] => (wordOf(value) ?? '').split(' ').filter((word) => word !== '')
