import type { Connection, Entry } from '../api.ts'

export type Band = { from: number; to: number; kind: 'past' | 'fresh' | 'due' }
export type Mark = {
  at: number
  kind: 'connected' | 'refreshed' | 'failed' | 'read' | 'next'
  count: number
  text: string
}

/** A token's life on one line. Moments are milliseconds since 1970. */
export type Life = {
  /** The ends of the line. */
  from: number
  to: number
  now: number
  issuedAt: number
  softAt: number | null
  /** Null: the token never expires. */
  expiresAt: number | null
  /** `now` lies beyond the right end: the token ended long ago. */
  isLongPast: boolean
  bands: Band[]
  marks: Mark[]
}

const marked: Record<string, Mark['kind'] | undefined> = {
  'connection.connected': 'connected',
  'connection.reconnected': 'connected',
  'token.refreshed': 'refreshed',
  'token.refresh_failed': 'failed',
  'connection.needs_reauth': 'failed',
  'token.refresh_unknown': 'failed',
  'token.unparsed': 'failed',
  'token.read': 'read',
}

const time = (text: string | null) => (text === null ? null : Date.parse(text))

/** Of a life before the present token, at most this share of a token's life is shown. */
const shownBefore = 0.75
/** After the end of a token, the line goes on for at most this share of its life. */
const shownAfter = 0.5
const margin = 0.04

/** Lays out the present token's life, with what the log knows of the time around it. */
export function lifeOf(connection: Connection, entries: readonly Entry[], now: number): Life {
  const issuedAt =
    time(connection.refreshedAt) ?? time(connection.connectedAt) ?? Date.parse(connection.createdAt)
  const expiresAt = time(connection.expiresAt)
  const softAt = expiresAt === null ? null : time(connection.softExpiresAt)
  const known = marksOf(connection, entries)
  const { from, to } = endsOf(issuedAt, expiresAt, known, now)
  const marks = known.filter((mark) => mark.at >= from && mark.at <= to)
  return {
    from,
    to,
    now,
    issuedAt,
    softAt,
    expiresAt,
    isLongPast: now > to,
    bands: bandsOf(from, to, issuedAt, softAt, expiresAt, known),
    marks,
  }
}

function marksOf(connection: Connection, entries: readonly Entry[]): Mark[] {
  const marks: Mark[] = []
  for (const entry of entries) {
    const kind = entry.action === 'token.read' && entry.outcome !== 'ok' ? 'failed' : marked[entry.action]
    if (kind)
      marks.push({ at: Date.parse(entry.at), kind, count: Math.max(1, entry.count), text: entry.text })
  }
  const nextAt = connection.status === 'active' ? time(connection.nextAttemptAt) : null
  if (nextAt !== null) marks.push({ at: nextAt, kind: 'next', count: 1, text: 'Next attempt' })
  return marks.sort((a, b) => a.at - b.at)
}

function endsOf(
  issuedAt: number,
  expiresAt: number | null,
  marks: readonly Mark[],
  now: number,
): { from: number; to: number } {
  const life = Math.max(expiresAt === null ? now - issuedAt : expiresAt - issuedAt, 1000)
  const firstAt = Math.min(issuedAt, marks[0]?.at ?? issuedAt)
  const lastAt = Math.max(expiresAt ?? now, now, marks.at(-1)?.at ?? now)
  const start = Math.max(firstAt, issuedAt - life * shownBefore)
  const end = Math.min(lastAt, (expiresAt ?? now) + life * shownAfter)
  return { from: start - (end - start) * margin, to: end + (end - start) * margin }
}

function bandsOf(
  from: number,
  to: number,
  issuedAt: number,
  softAt: number | null,
  expiresAt: number | null,
  marks: readonly Mark[],
): Band[] {
  const earlier = marks.filter(
    ({ kind, at }) => (kind === 'refreshed' || kind === 'connected') && at < issuedAt - 500,
  )
  const bands: Band[] = earlier.map(({ at }, index) => ({
    from: at,
    to: earlier[index + 1]?.at ?? issuedAt,
    kind: 'past',
  }))
  const end = expiresAt ?? to
  bands.push({ from: issuedAt, to: softAt ?? end, kind: 'fresh' })
  if (softAt !== null && softAt < end) bands.push({ from: softAt, to: end, kind: 'due' })
  return bands
    .filter((band) => band.to > from)
    .map((band) => ({ ...band, from: Math.max(band.from, from), to: Math.min(band.to, to) }))
}

/** Round moments between the ends, at most `most` of them, in the reader's own time zone. */
export function ticksOf(from: number, to: number, most: number): { at: number; step: number }[] {
  const second = 1000
  const steps = [
    1, 5, 15, 30, 60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
    7_776_000, 31_536_000,
  ]
  const step = (steps.find((seconds) => (to - from) / (seconds * second) <= most) ?? steps.at(-1)!) * second
  const offset = new Date(from).getTimezoneOffset() * 60 * second
  const ticks: { at: number; step: number }[] = []
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step)
    ticks.push({ at, step })
  return ticks
}

/** Marks that would stand on each other become one. `place` gives a moment's place, `apart` the least distance. */
export function gather(marks: readonly Mark[], place: (at: number) => number, apart: number): Mark[] {
  const gathered: Mark[] = []
  for (const mark of marks) {
    const last = gathered.at(-1)
    if (last && place(mark.at) - place(last.at) < apart) {
      last.count += mark.count
      last.text = `${last.count} times`
    } else gathered.push({ ...mark })
  }
  return gathered
}
