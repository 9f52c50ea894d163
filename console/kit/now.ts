import { useEffect, useState } from 'react'

/** The present moment, looked at anew with every rendering and at least every `everyMilliseconds`. */
export function useNow(everyMilliseconds = 15_000): number {
  const [, renew] = useState(0)

  useEffect(() => {
    const timer = setInterval(() => renew((count) => count + 1), everyMilliseconds)
    return () => clearInterval(timer)
  }, [everyMilliseconds])

  // A moment kept from the last renewal would be before what an answer has just brought.
  return Date.now()
}
