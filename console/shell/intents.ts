import { useEffect } from 'react'

/** Something that a page is to begin as soon as it stands, wished for elsewhere. */
export type Intent =
  | 'connect'
  | 'create-key'
  | 'find-token'
  | 'verify-log'
  | 'rotate-root-key'
  | 'add-endpoint'

let wished: Intent | null = null
const listeners = new Map<Intent, () => void>()

/** Wishes it: done at once when its page stands already. */
export function wish(intent: Intent) {
  const listener = listeners.get(intent)
  if (listener) listener()
  else wished = intent
}

/** A page offers to begin something. */
export function useIntent(intent: Intent, begin: () => void) {
  useEffect(() => {
    listeners.set(intent, begin)
    if (wished === intent) {
      wished = null
      begin()
    }
    return () => {
      listeners.delete(intent)
    }
  }, [intent, begin])
}
