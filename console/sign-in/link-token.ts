import { useSyncExternalStore } from 'react'

/**
 * The token of a one-time link, taken out of the address before anything else runs, so that it stays neither in the
 * history nor on the screen. It is only kept in memory, until the operator presses the button.
 */
let token: string | null = null
const listeners = new Set<() => void>()

function set(next: string | null) {
  token = next
  for (const listener of listeners) listener()
}

/** The token in a pasted link, or the text itself when it is a token. */
export function tokenIn(pasted: string): string | null {
  const text = pasted.trim()
  const afterHash = text.includes('#') ? text.slice(text.indexOf('#') + 1) : text
  return /^[\w.~=-]+$/.test(afterHash) ? afterHash : null
}

/** Reads the fragment of `/sign-in#token` and wipes it from the address; also when a link is opened in this tab later. */
export function takeTokenFromAddress() {
  const take = () => {
    if (location.pathname !== '/sign-in' || location.hash.length < 2) return
    const found = tokenIn(location.hash)
    history.replaceState(history.state, '', location.pathname + location.search)
    set(found)
  }
  take()
  addEventListener('hashchange', take)
}

export const pendingToken = () => token
export const dropToken = () => set(null)
export const holdToken = set

export function usePendingToken(): string | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }, pendingToken)
}
