/** What is looked at of one request once it is answered. No word of its body, no secret, nobody's name. */
export interface Seen {
  /** Milliseconds since 1970. */
  at: number
  status: number
  /** The route's own path, such as `/api/connections/:id/token`; `none` where there is no such route. */
  endpoint: string
  /** Hash of what was asked for, path and user; needed of a 404 and of a refresh alone. */
  sought: number | null
  /** Looked at once a second, as is the agent. Where it came from, a /24 or /48; null where that is not known. */
  network: string | null
  /** The User-Agent, as sent. */
  agent: string | undefined
  /** Whether it asked for a token to be refreshed. */
  isRefresh: boolean
  /** Of a refresh that found its connection: which. */
  connectionId: string | null
  /** Whether it asked for an address that nothing honest asks for. */
  isHoney: boolean
}

const mostLetters = 60

/** `curl` of `curl/8.5.0`: a new version is no other program. */
export const programOf = (agent: string | undefined): string =>
  agent?.trim().split(/[\s/]/, 1)[0]?.slice(0, mostLetters) || 'unnamed'
