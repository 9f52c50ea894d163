import { useSyncExternalStore } from 'react'
import { asProblem } from '../problem.ts'

/**
 * The token of a link that works once, taken out of the address before anything else runs, so that it stays neither in
 * the history nor on the screen. It is only kept in memory, until somebody presses the button of its page.
 */
let held: { path: string; token: string } | null = null
const listeners = new Set<() => void>()

/** The pages that such links lead to. */
const pages = ['/sign-in', '/verify-email', '/confirm-email', '/reset-password'] as const
export type LinkPage = (typeof pages)[number]

function set(next: typeof held) {
  held = next
  for (const listener of listeners) listener()
}

/** The token in a pasted link, or the text itself when it is a token. */
export function tokenIn(pasted: string): string | null {
  const text = pasted.trim()
  const afterHash = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text
  return /^[\w.~=-]+$/.test(afterHash) ? afterHash : null
}

/** Reads the fragment of such a page and wipes it from the address; also when a link is opened in this tab later. */
export function takeTokenFromAddress() {
  const take = () => {
    const path = pages.find((page) => page === location.pathname)
    if (path === undefined || location.hash.length < 2) return
    const token = tokenIn(location.hash)
    history.replaceState(history.state, '', location.pathname + location.search)
    set(token === null ? null : { path, token })
  }
  take()
  addEventListener('hashchange', take)
}

export const pendingToken = (page: LinkPage): string | null => (held?.path === page ? held.token : null)
export const dropToken = () => set(null)

/** Refused for another reason, the token is good still. */
export const dropTokenWhenSpent = (error: unknown) => {
  if (/^(MAIL_LINK_(INVALID|EXPIRED)|LINK_USED_OR_EXPIRED)$/.test(asProblem(error).code)) dropToken()
}

export const holdToken = (page: LinkPage, token: string) => set({ path: page, token })

export function usePendingToken(page: LinkPage): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    () => pendingToken(page),
  )
}
