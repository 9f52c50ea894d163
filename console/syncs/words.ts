import type { DataSet, Sync, SyncState } from '../data-api.ts'
import type { Tone } from '../kit/badge.tsx'
import { agoInWords, lengthInWords, momentInWords } from '../kit/time.ts'

export const stateBadges: Record<SyncState, { tone: Tone; label: string }> = {
  running: { tone: 'good', label: 'Under way' },
  waiting: { tone: 'warn', label: 'Waiting' },
  done: { tone: 'neutral', label: 'Done' },
  failed: { tone: 'bad', label: 'Failed' },
}

const causes: Record<Sync['cause'], string> = {
  first: 'First sync',
  schedule: 'By schedule',
  person: 'On request',
  event: 'After an event',
  complete: 'Complete check',
}

export const causeTitle = (cause: Sync['cause']) => causes[cause]

const causeHints: Record<Sync['cause'], string> = {
  first: 'everything, once',
  schedule: 'what is new since the last',
  person: 'Sync now was pressed',
  event: 'the provider told of one',
  complete: 'also finds edits and deletions',
}

export const causeHint = (cause: Sync['cause']) => causeHints[cause]

const number = new Intl.NumberFormat()
const some = (count: number, one: string, many: string) =>
  `${number.format(count)} ${count === 1 ? one : many}`

/** What a sync found, in words: "3 new, 1 changed", "nothing new". */
export function foundInWords({ added, changed, removed, state }: Sync): string {
  const said = [
    added > 0 && `${number.format(added)} new`,
    changed > 0 && `${number.format(changed)} changed`,
    removed > 0 && `${number.format(removed)} removed`,
  ].filter((words) => words !== false)
  if (said.length > 0) return said.join(', ')
  if (state === 'done') return 'nothing new'
  return state === 'failed' ? 'nothing' : 'nothing yet'
}

/** How far it is: what was looked at, in how many calls of the provider. */
export const lookedInWords = ({ seen, calls }: Sync): string =>
  `${some(seen, 'activity', 'activities')} in ${some(calls, 'call', 'calls')}`

type Trouble = { what: string; cure: string }

const goesOn = 'It goes on by itself from where it stands.'
const waits: Record<string, Trouble> = {
  rate_limited: { what: 'The calls that the provider allows are used up', cure: goesOn },
  provider_down: { what: 'The provider does not answer', cure: goesOn },
  no_answer: { what: 'The provider did not answer', cure: goesOn },
  server_error: { what: 'The provider answered with an error of its own', cure: goesOn },
}

const again = 'It is tried again by itself; what was fetched before stays.'
const failures: Record<string, Trouble> = {
  NEEDS_REAUTH: {
    what: 'The provider no longer accepts this connection',
    cure: 'Send its owner the reconnect link; the next sync then follows by itself.',
  },
  UNREADABLE: { what: 'The provider answered with something else than activities', cure: again },
  ADDRESS_REFUSED: {
    what: "The provider's address is not allowed",
    cure: 'Run npm run keyhold doctor: it names the setting.',
  },
  CONNECTION_NOT_FOUND: { what: 'The connection has ended', cure: 'There is nothing to do.' },
  ANSWERED_403: {
    what: 'The provider does not allow it to read activities (403)',
    cure: 'Reconnect and allow reading activities there.',
  },
}

/** Why a sync waits or failed, and what helps. */
export function troubleInWords({ state, code }: Pick<Sync, 'state' | 'code'>): Trouble | null {
  if (code === null || (state !== 'waiting' && state !== 'failed')) return null
  const known = state === 'waiting' ? waits[code] : failures[code]
  if (known) return known
  const status = /^ANSWERED_(\d+)$/.exec(code)?.[1]
  if (status) return { what: `The provider refused with ${status}`, cure: again }
  return { what: `${state === 'waiting' ? 'It has to wait' : 'It failed'} (${code})`, cure: goesOnOr(state) }
}

const goesOnOr = (state: SyncState) => (state === 'waiting' ? goesOn : again)

/** "goes on in 7 min", as long as that is to come. */
export function resumesInWords({ resumesAt }: Sync, now: number): string | null {
  if (resumesAt === null) return null
  const at = Date.parse(resumesAt)
  return at <= now ? 'goes on any moment' : `goes on ${momentInWords(at, now)}`
}

/** The same in a sentence or two, for a reader at that moment; null when there is no trouble. */
export function troubleSentence(sync: Sync, now: number): string | null {
  const trouble = troubleInWords(sync)
  if (!trouble) return null
  const resumes = sync.state === 'waiting' ? resumesInWords(sync, now) : null
  return resumes === null
    ? `${trouble.what}. ${trouble.cure}`
    : `${trouble.what}; it ${resumes} by itself, from where it stands.`
}

/** How long it took, or is taking. */
export const tookInWords = ({ startedAt, endedAt }: Sync, now: number): string =>
  lengthInWords(Math.max(1000, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)))

/** How fresh data is, in a few words. */
export function freshnessInWords(
  { syncedAt, stale }: Pick<DataSet, 'syncedAt' | 'stale'>,
  now: number,
): string {
  if (syncedAt === null) return 'Not synced yet'
  const ago = agoInWords(Date.parse(syncedAt), now)
  return stale ? `Stale: last synced ${ago}` : `Synced ${ago}`
}
