import type { Tone } from '../kit/badge.tsx'
import { momentInWords } from '../kit/time.ts'
import type { PersonLine, WholePerson } from './api.ts'

type Badge = { tone: Tone; label: string }

/** What to call somebody. */
export const nameOf = ({ displayName, username, email }: PersonLine): string =>
  displayName ?? username ?? email ?? 'Somebody without a name'

/** How an account stands, worst first. */
export function badgesOf(
  { disabledAt, eraseAt, emailVerified, isOperator }: PersonLine,
  now: number,
): Badge[] {
  const badges: Badge[] = []
  if (disabledAt !== null) badges.push({ tone: 'bad', label: 'Switched off' })
  if (eraseAt !== null)
    badges.push({ tone: 'warn', label: `Erased ${momentInWords(Date.parse(eraseAt), now)}` })
  if (!emailVerified) badges.push({ tone: 'warn', label: 'Address not proved' })
  if (badges.length === 0) badges.push({ tone: 'good', label: 'On' })
  if (isOperator) badges.push({ tone: 'neutral', label: 'Operator' })
  return badges
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`

/** "an authenticator app, 2 passkeys, 8 recovery codes left"; null for a password alone. */
export function factorsInWords({
  authenticator,
  passkeys,
  recoveryCodes,
}: WholePerson['factors']): string | null {
  if (!authenticator && passkeys === 0) return null
  return [
    authenticator && 'an authenticator app',
    passkeys > 0 && counted(passkeys, 'passkey'),
    `${counted(recoveryCodes, 'recovery code')} left`,
  ]
    .filter(Boolean)
    .join(', ')
}

export const endedInWords = (ended: number): string =>
  ended === 0 ? 'No session was live.' : `${counted(ended, 'session')} ended.`

const methods: Record<string, string> = {
  pwd: 'a password',
  otp: 'a code',
  hwk: 'a passkey',
  rc: 'a recovery code',
  ext: 'another issuer',
}

/** By what a session was begun. */
export const methodsInWords = (names: readonly string[]): string =>
  names.map((name) => methods[name] ?? name).join(' and ')

/** "3 connections, 1 key"; what there is none of is left out, and the person, who counts among the users. */
export function countsInWords({ users = 0, ...kept }: WholePerson['counts']): string {
  const said = Object.entries({ 'app users': users - 1, ...kept })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => counted(count, singular(spoken(name)), spoken(name)))
  return said.length === 0 ? 'nothing' : said.join(', ')
}

/** "test runs" of `testRuns`. */
const spoken = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
const singular = (many: string): string => many.replace(/ies$/, 'y').replace(/s$/, '')

/** Of version 7, as ours all are; subjects at an issuer are often of another. */
const id = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/i

export type Sought = { kind: 'id' | 'address' | 'name'; text: string }

/** What somebody typed to find a person by; null for nothing. */
export function soughtIn(typed: string): Sought | null {
  const text = typed.trim()
  if (text === '') return null
  if (id.test(text)) return { kind: 'id', text: text.toLowerCase() }
  return { kind: text.includes('@') ? 'address' : 'name', text }
}
