import { useEffect, useRef, useState } from 'react'

export interface Opening {
  isBusy: boolean
  failure: { error: unknown } | null
  /** Begins, unless it has begun already. */
  begin: () => void
}

interface Steps {
  makeLink: (signal: AbortSignal) => Promise<unknown>
  go: (address: string) => void | Promise<void>
  onFailure?: ((error: unknown) => void) | undefined
}

/** Makes a link and goes there: one at a time, given up when the component goes. */
export function useOpening({ makeLink, go, onFailure }: Steps): Opening {
  const running = useRef<AbortController | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Opening['failure']>(null)

  const rest = (): void => {
    running.current?.abort()
    running.current = null
    setBusy(false)
  }
  useEffect(() => {
    // Whoever comes back with the browser's button finds the page as it was left: waiting.
    const comeBack = (event: PageTransitionEvent) => event.persisted && rest()
    addEventListener('pageshow', comeBack)
    return () => {
      removeEventListener('pageshow', comeBack)
      running.current?.abort()
      running.current = null
    }
  }, [])

  async function open(signal: AbortSignal): Promise<void> {
    try {
      const address = checkedAddress(await makeLink(signal))
      if (!signal.aborted) await go(address)
      if (!signal.aborted) rest()
    } catch (error) {
      if (signal.aborted) return
      rest()
      setFailure({ error })
      onFailure?.(error)
    }
  }
  const begin = (): void => {
    if (running.current !== null) return
    running.current = new AbortController()
    setBusy(true)
    setFailure(null)
    void open(running.current.signal)
  }
  return { isBusy, failure, begin }
}

/** A link that is a script would run with the page's rights. @throws TypeError */
function checkedAddress(given: unknown): string {
  const text = given instanceof URL ? given.href : given
  if (typeof text !== 'string' || !URL.canParse(text, document.baseURI))
    throw new TypeError('the connect link is no address')
  const { protocol, href } = new URL(text, document.baseURI)
  if (!/^https?:$/.test(protocol))
    throw new TypeError(`a connect link begins with http, not with ${protocol}`)
  return href
}
