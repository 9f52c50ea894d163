import type { Tone } from '../kit/badge.tsx'
import { lengthInWords } from '../kit/time.ts'
import type { Delivery, Endpoint, Replayed } from './api.ts'
import type { DeliveryState } from './filter.ts'

type Badge = { tone: Tone; label: string }

/** How an endpoint stands, in a word. */
export function standingOf({ disabledAt, disabledReason, failingSince }: Endpoint): Badge {
  if (disabledAt !== null)
    return disabledReason === 'asked'
      ? { tone: 'neutral', label: 'Paused' }
      : { tone: 'bad', label: 'Switched off' }
  return failingSince === null ? { tone: 'good', label: 'On' } : { tone: 'warn', label: 'Failing' }
}

/** Why Keyhold itself switched an endpoint off; null when it did not. */
export function whyOff({ disabledAt, disabledReason }: Endpoint): string | null {
  if (disabledAt === null || disabledReason === 'asked') return null
  if (disabledReason === 'gone') return 'It answered 410: there is nobody there any more.'
  return 'Nothing arrived there for a week.'
}

/** An address without what all have: the host and what follows. */
export function shortUrl(url: string): string {
  if (!URL.canParse(url)) return url
  const { host, pathname, search } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}${search}`
}

const deliveryBadges: Record<DeliveryState, Badge> = {
  pending: { tone: 'neutral', label: 'On its way' },
  delivered: { tone: 'good', label: 'Arrived' },
  failed: { tone: 'bad', label: 'Given up' },
}

export const stateTitle = (state: DeliveryState) => deliveryBadges[state].label

/** A delivery's state, which is trouble as soon as an attempt of it failed. */
export const badgeOf = ({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): Badge =>
  state === 'pending' && attempts > 0 ? { tone: 'warn', label: 'Tried again' } : deliveryBadges[state]

const reasons: Record<string, string> = {
  refused: 'not 2xx',
  redirected: 'a redirect, which is not followed',
  gone: 'gone for good',
  unreachable: 'no connection: name, port or certificate',
  no_answer: 'no whole answer within 15 s',
  address_refused: 'a private address, or an origin that is not named any more',
  secret_unreadable: 'the secret does not open: run keyhold doctor',
}

/** What came back: "204", "500, not 2xx", "no connection: …"; null before the first attempt. */
export function answerInWords(status: number | null, reason: string | null): string | null {
  const words = reason === null ? null : (reasons[reason] ?? reason)
  if (status === null) return words
  return words === null ? String(status) : `${status}, ${words}`
}

export const tookInWords = (milliseconds: number) =>
  milliseconds < 1000 ? `${milliseconds} ms` : lengthInWords(milliseconds)

const number = new Intl.NumberFormat()

/** What a replay did. */
export function replayedInWords({ found, due }: Replayed): string {
  if (found === 0) return 'Nothing that this endpoint hears has happened since.'
  const events = found === 1 ? '1 event was found' : `${number.format(found)} events were found`
  if (due === 0) return `${events}, on the way already.`
  if (due === found) return `${events} and ${due === 1 ? 'is' : 'are'} being sent.`
  return `${events}; ${number.format(due)} of them are being sent, the others were on their way already.`
}

const day = 86_400_000

/** A moment as a field of local date and time wants it: "2026-11-21T06:03". */
export function localField(at: number): string {
  const offset = new Date(at).getTimezoneOffset() * 60_000
  return new Date(at - offset).toISOString().slice(0, 16)
}

/** What a replay proposes: the last day. */
export const proposedSince = (now: number) => localField(now - day)

/** Why a moment cannot be replayed from; undefined when it can. */
export function troubleOfSince(field: string, now: number): string | undefined {
  const at = Date.parse(field)
  if (Number.isNaN(at)) return 'Choose a day and a time.'
  return at > now ? 'It lies in the future.' : undefined
}

/** Why an address cannot be one; undefined when the server may judge it. */
export function troubleOfUrl(url: string): string | undefined {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return 'Give a whole address, as https://app.example.org/hooks.'
  return undefined
}
