import { useSyncExternalStore } from 'react'

/** The colours a canvas draws with: it knows none of the page's own names. */
export type Inks = { accent: string; soft: string; text: string; line: string; past: string; card: string }

export const inkNames = [
  'accent',
  'soft',
  'text',
  'line',
  'past',
  'card',
] as const satisfies readonly (keyof Inks)[]

/** Reads them off elements that wear them (`.ink-accent` and so on), inside `frame`. */
export function inksIn(frame: HTMLElement): Inks {
  const read = (name: string) => {
    const element = frame.querySelector(`.ink-${name}`)
    return element ? getComputedStyle(element).color : 'currentColor'
  }
  return Object.fromEntries(inkNames.map((name) => [name, read(name)])) as Inks
}

const dark = '(prefers-color-scheme: dark)'

function subscribe(listener: () => void) {
  const media = matchMedia(dark)
  const observer = new MutationObserver(listener)
  media.addEventListener('change', listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    media.removeEventListener('change', listener)
    observer.disconnect()
  }
}

const shown = () => `${document.documentElement.dataset.theme ?? ''} ${matchMedia(dark).matches}`

/** Changes whenever the page's colours do. */
export const useShownTheme = (): string => useSyncExternalStore(subscribe, shown)
