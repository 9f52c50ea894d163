import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { rooms } from '../rooms.ts'

export const onOff = ['on', 'off'] as const
const chordMilliseconds = 1200

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName))

/** `?` opens the help, `g` and a room's letter go there, `/` goes to the filter. Silent in fields and dialogs. */
export function useShortcuts(enabled: boolean, onHelp: () => void) {
  const router = useRouter()

  useEffect(() => {
    let chordAt = Number.NEGATIVE_INFINITY
    const press = (event: KeyboardEvent) => {
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return
      const inChord = event.timeStamp - chordAt < chordMilliseconds
      const room = inChord ? rooms.find(({ shortcut }) => shortcut === event.key) : undefined
      chordAt = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY
      if (room) void router.navigate({ to: room.path })
      else if (event.key === '?') onHelp()
      else if (event.key === '/') focusFilter(event)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [enabled, onHelp, router])
}

function focusFilter(event: KeyboardEvent) {
  const filter = document.querySelector<HTMLElement>('[data-filter]')
  if (!filter) return
  event.preventDefault()
  filter.focus()
}
