import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { clearProblems } from '../kit/toast.tsx'

const patienceMilliseconds = 3000

/**
 * After a change of page the focus goes to its title, as soon as it stands: keyboards start there and screen readers
 * say it. Not on the first page, where the browser starts, and not when only the query changes.
 */
export function useRouteFocus() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const last = useRef(path)

  useEffect(() => {
    if (last.current === path) return undefined
    const isFirst = last.current === undefined
    last.current = path
    if (isFirst) return undefined
    clearProblems()
    return focusWhenThere('main h1')
  }, [path])
}

function focusWhenThere(selector: string) {
  const until = performance.now() + patienceMilliseconds
  let frame = 0
  const look = () => {
    const element = document.querySelector<HTMLElement>(selector)
    if (element) element.focus({ preventScroll: true })
    else if (performance.now() < until) frame = requestAnimationFrame(look)
  }
  look()
  return () => cancelAnimationFrame(frame)
}
