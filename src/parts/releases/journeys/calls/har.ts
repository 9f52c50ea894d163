import type { AttemptResult, Traced } from '../run/result.ts'

interface Har {
  log: {
    version: '1.2'
    creator: { name: string; version: string }
    pages: object[]
    entries: object[]
  }
}

/** Of all bodies together; those behind it are left out. */
const mostText = 2_097_152

/** All calls of a run as HTTP Archive 1.2, which browsers' tools open. A page is a stage of one attempt. */
export function harOf(
  title: string,
  attempts: readonly Pick<AttemptResult, 'attempt' | 'stages' | 'cleanup'>[],
): Har {
  const stages = attempts.flatMap(({ attempt, stages, cleanup }) =>
    [...stages, ...cleanup].map((stage, index) => ({ ...stage, id: `attempt-${attempt}-${index + 1}` })),
  )
  let left = mostText
  /** Counted as it is asked for; the text, or none. */
  const within = (text: string | null): string | null => {
    left -= text?.length ?? 0
    return left < 0 ? null : text
  }
  return {
    log: {
      version: '1.2',
      creator: { name: 'Keyhold', version: '1' },
      pages: stages.map(({ id, name, startedAt, milliseconds }) => ({
        id,
        title: `${title}: ${name}`,
        startedDateTime: iso(startedAt),
        pageTimings: { onContentLoad: -1, onLoad: milliseconds },
      })),
      entries: stages.flatMap(({ id, traces }) => traces.map((traced) => entryOf(id, traced, within))),
    },
  }
}

const iso = (moment: Date | string): string => new Date(moment).toISOString()

type Within = (text: string | null) => string | null

const entryOf = (pageref: string, traced: Traced, within: Within) => ({
  pageref,
  startedDateTime: iso(traced.startedAt),
  time: traced.milliseconds,
  request: requestOf(traced, within),
  response: responseOf(traced, within),
  cache: {},
  // The parts are not told apart: all of it is waiting.
  timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: traced.milliseconds, receive: 0 },
  ...(traced.failure !== null && { comment: traced.failure }),
})

function requestOf({ method, url, headers, body }: Traced, within: Within) {
  const text = within(body)
  const mimeType = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    queryString: pairs([...new URLSearchParams(url.split('?')[1] ?? '')]),
    ...(text !== null && { postData: { mimeType, params: [], text } }),
    headersSize: -1,
    bodySize: body === null ? 0 : Buffer.byteLength(body),
  }
}

function responseOf({ answer }: Traced, within: Within) {
  const text = within(answer?.body ?? null)
  const headers = answer?.headers ?? []
  const of = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
  return {
    status: answer?.status ?? 0,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairs(headers),
    content: {
      size: answer?.bytes ?? 0,
      mimeType: of('content-type') || 'x-unknown',
      ...(text !== null && { text }),
    },
    redirectURL: of('location'),
    headersSize: -1,
    bodySize: answer?.bytes ?? -1,
  }
}

const pairs = (entries: readonly (readonly [string, string])[]) =>
  entries.map(([name, value]) => ({ name, value }))
