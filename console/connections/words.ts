import type { Connection, ConnectionStatus, Disconnected } from '../api.ts'
import type { Tone } from '../kit/badge.tsx'
import { agoInWords, lengthInWords, localShortText, momentInWords } from '../kit/time.ts'

const titles: Record<ConnectionStatus, string> = {
  active: 'Active',
  needs_reauth: 'Needs reconnecting',
  pending: 'Waiting for the app',
  closing: 'Disconnecting',
}

export const statusTitle = (status: ConnectionStatus) => titles[status]

const time = (text: string | null) => (text === null ? null : Date.parse(text))

/** The badge of a connection: active ones whose refresh keeps failing are not shown as good. */
export function badgeOf(connection: Connection): { tone: Tone; label: string } {
  const { status, failures } = connection
  if (status === 'active')
    return failures > 0 ? { tone: 'warn', label: 'Retrying' } : { tone: 'good', label: titles.active }
  return {
    tone: status === 'needs_reauth' ? 'bad' : status === 'pending' ? 'warn' : 'neutral',
    label: titles[status],
  }
}

/** What troubles a connection, in words; null when nothing does. */
export function troubleOf({ status, reasonText, failures, lastFailure }: Connection): string | null {
  return reasonText ?? (status === 'active' && failures > 0 ? (lastFailure?.text ?? null) : null)
}

/** How long the token is still good, in a few words; null where nothing can be read. */
export function lifeLeft(connection: Connection, now: number): string | null {
  if (connection.status !== 'active') return null
  const expiresAt = time(connection.expiresAt)
  if (expiresAt === null) return 'does not expire'
  return now < expiresAt ? `${lengthInWords(expiresAt - now)} left` : `expired ${agoInWords(expiresAt, now)}`
}

/** The state of a connection in one or two sentences, reason included. */
export function stateInWords(connection: Connection, now: number): string {
  switch (connection.status) {
    case 'needs_reauth':
      return `${sentence(connection.reasonText ?? connection.reason ?? 'The provider no longer accepts it')} Only its owner can help: send the reconnect link.`
    case 'pending':
      return 'Connected, but the app has not yet confirmed who did it. Until then no token can be read.'
    case 'closing':
      return 'Being disconnected. No token can be read any more; Keyhold is revoking it at the provider.'
    default:
      return activeInWords(connection, now)
  }
}

function activeInWords(connection: Connection, now: number): string {
  const softAt = time(connection.softExpiresAt)
  const expiresAt = time(connection.expiresAt)
  if (expiresAt === null) return 'This token does not expire. It is read as it is.'
  const left = lengthInWords(expiresAt - now)
  if (connection.failures > 0)
    return `${failedInWords(connection, now)} ${now < expiresAt ? `The token is good for another ${left}.` : 'The token has expired.'}`
  if (now >= expiresAt) return 'The token has expired. The next read refreshes it first.'
  if (softAt !== null && now >= softAt)
    return `Good for another ${left}. It is due: the next read answers at once and refreshes it behind.`
  return `Fresh for another ${left}.${softAt === null ? '' : ` Keyhold refreshes it from ${localShortText(softAt, now)} on.`}`
}

function failedInWords({ failures, lastFailure, nextAttemptAt }: Connection, now: number): string {
  const times = failures === 1 ? 'The last refresh failed' : `The last ${failures} refreshes failed`
  const why = lastFailure ? `: ${lastFailure.text.replace(/\.$/, '')}.` : '.'
  const next = time(nextAttemptAt)
  return `${times}${why}${next === null ? '' : ` Next attempt ${momentInWords(next, now)}.`}`
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** What a disconnect did at the provider. */
export const revocationInWords: Record<Disconnected['revocation'], string> = {
  revoked: 'The provider has revoked the access.',
  pending: 'The provider did not answer yet. Keyhold keeps trying to revoke the access there.',
  failed:
    'The provider refused to revoke the access. Its owner can remove it in the settings of the account there.',
  shared: 'Not revoked at the provider: another live connection uses the same grant.',
  none: 'This provider offers no way to revoke. What was issued ends by itself.',
}

/** The name to call a connection by. */
export const nameOf = (named: Pick<Connection, 'label' | 'provider'> & { providerAccount?: string | null }) =>
  named.label || named.providerAccount || `${titleOf(named.provider)} account`

/** A provider's id as a title, for where its own title is not at hand. */
export const titleOf = (provider: string) => provider.charAt(0).toUpperCase() + provider.slice(1)
