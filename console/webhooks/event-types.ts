import type { EventType } from './api.ts'

type Described = { title: string; detail: string; isUsual: boolean }

/** What an endpoint may hear, with what it means; the types make sure that none is missing. */
const described: Record<EventType, Described> = {
  'connection.created': {
    title: 'Connected',
    detail: 'an account was connected and can be used',
    isUsual: true,
  },
  'connection.needs_reauth': {
    title: 'Needs its owner',
    detail: 'send them through the connect link again',
    isUsual: true,
  },
  'connection.recovered': {
    title: 'Recovered',
    detail: 'it works again, by itself or since its owner came back',
    isUsual: true,
  },
  'connection.revoked': {
    title: 'Ended',
    detail: 'it is gone with its secrets',
    isUsual: true,
  },
  'connection.scope_changed': {
    title: 'Scopes changed',
    detail: 'the provider grants something else',
    isUsual: true,
  },
  'connection.anomaly': {
    title: 'Used oddly',
    detail: 'it is used in a way that it was not before',
    isUsual: true,
  },
  'key.suspended': {
    title: 'Key suspended',
    detail: 'a key was used as its owner would not, and is refused until somebody looks',
    isUsual: true,
  },
  'release_signature.refused': {
    title: 'Signatures refused',
    detail: 'somebody sends release checks with a wrong signature',
    isUsual: true,
  },
  'test.verdict_changed': {
    title: 'Verdict on a test',
    detail: 'a test became flaky, broken or good again',
    isUsual: false,
  },
  'journey.failing': {
    title: 'Journey fails',
    detail: 'as often in a row as its document bears',
    isUsual: true,
  },
  'journey.still_failing': { title: 'Journey still fails', detail: 'a reminder', isUsual: true },
  'journey.recovered': { title: 'Journey recovered', detail: 'it was failing, and passed', isUsual: true },
  'journey.degraded': { title: 'Journey is slow', detail: 'slower than is usual for it', isUsual: false },
  'journey.degraded_over': {
    title: 'Journey is fast again',
    detail: 'no longer slower than usual',
    isUsual: false,
  },
  'journey.not_running': {
    title: 'Journey cannot run',
    detail: 'several times in a row; says nothing of its target',
    isUsual: true,
  },
  'journey.budget_burning': {
    title: 'Error budget burns',
    detail: 'used up long before its time',
    isUsual: true,
  },
  'journey.maintenance_began': { title: 'Maintenance began', detail: 'it is not run in it', isUsual: false },
  'journey.maintenance_ended': { title: 'Maintenance ended', detail: 'it is run again', isUsual: false },
  'connection.refreshed': {
    title: 'Refreshed',
    detail: 'a new token: many events',
    isUsual: false,
  },
}

const types = Object.entries(described) as [EventType, Described][]

/** As the form offers them. */
export const eventChoices = types.map(([id, { title, detail }]) => ({
  id,
  title,
  detail: `${id} · ${detail}`,
}))

/** What the API gives, too, when none is named. */
export const usualTypes: readonly EventType[] = types.flatMap(([id, { isUsual }]) => (isUsual ? [id] : []))

export const isEventType = (name: string): name is EventType => Object.hasOwn(described, name)

/** What an endpoint hears, in a line: all, all but one, what is usual, or the names. */
export function heardInWords(names: readonly string[]): string {
  const missing = types.filter(([id]) => !names.includes(id)).map(([id]) => id)
  if (missing.length === 0) return 'all that happens'
  if (missing.length === 1) return `all but ${missing[0]}`
  if (names.length === usualTypes.length && usualTypes.every((id) => names.includes(id)))
    return 'what is usual'
  return names.join(', ')
}
