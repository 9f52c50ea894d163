import { Fault } from '../../src/kit/fault.ts'
import type { FreshToken } from '../../src/parts/connections/tokens/fresh-token.ts'
import { shownOf, type View } from './observer.ts'
import type { Provider } from './provider.ts'

/** A read, from the moment it was asked for to its answer. */
export interface Read {
  from: { step: number; now: number }
  to: { step: number; now: number }
  answer: FreshToken | Fault
}

/** What is wrong with a read's answer; null: nothing. */
export function mistakeOf(read: Read, views: readonly (View | null)[], provider: Provider): string | null {
  const seen = viewsDuring(read, views)
  return read.answer instanceof Fault
    ? mistakenFault(read, read.answer, seen)
    : mistakenToken(read, read.answer, seen, provider)
}

/** What the rows showed at some moment of the read. */
function viewsDuring({ from, to }: Read, views: readonly (View | null)[]): (View | null)[] {
  const atStart = views.findLast((view) => view !== null && view.step <= from.step)
  const during = views.filter((view) => view !== null && view.step > from.step && view.step <= to.step)
  // The end of a connection leaves no row: it counts from the last row on.
  const isGone = views.includes(null)
  return [...(atStart ? [atStart] : []), ...during, ...(isGone ? [null] : [])]
}

function mistakenToken(
  read: Read,
  token: FreshToken,
  seen: (View | null)[],
  provider: Provider,
): string | null {
  const issued = provider.issuedAs(token.accessToken)
  if (!issued) return `${token.accessToken} was never issued`
  const wasShown = seen.some((view) => view?.status === 'active' && shownOf(view)?.issued === issued)
  if (!wasShown) return `${token.accessToken} was released, and the connection did not show it`
  if (issued.expiresAt <= read.from.now) return `${token.accessToken} had ended before it was asked for`
  const { death } = provider.grants[issued.grant - 1]!
  // A withdrawal, or the end of a grant by reuse, is told to nobody: it is learned at the next refresh.
  if (death?.cause === 'revoked' && death.step <= read.from.step)
    return `${token.accessToken} was revoked by us before it was asked for`
  return null
}

function mistakenFault(read: Read, fault: Fault, seen: (View | null)[]): string | null {
  const statuses = new Set(seen.map((view) => view?.status ?? 'gone'))
  if (fault.code === 'NEEDS_REAUTH')
    return statuses.has('needs_reauth') ? null : 'NEEDS_REAUTH of a connection that was not given up'
  if (fault.code === 'CONNECTION_NOT_FOUND')
    return statuses.has('closing') || statuses.has('gone')
      ? null
      : 'CONNECTION_NOT_FOUND of one that is there'
  if (fault.code === 'DATABASE_UNAVAILABLE' || fault.code === 'AUDIT_UNAVAILABLE') return null
  if (fault.code !== 'PROVIDER_UNAVAILABLE' && fault.code !== 'REFRESH_TIMEOUT')
    return `${fault.code} has no place here`
  if (fault.retryAfterSeconds === undefined) return `${fault.code} tells no time to wait`
  const wasGood = seen.every((view) => view?.status === 'active' && view.expiresAt > read.to.now)
  return wasGood ? `${fault.code} though the token was good all the time` : null
}
