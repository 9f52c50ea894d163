import { useEffect, useState } from 'react'

/** The width of an element in whole pixels, as it changes; 0 before it is known. */
export function useWidth(frame: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)

  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [frame])

  return width
}
