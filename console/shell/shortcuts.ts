import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Room } from '../rooms.ts'

export const onOff = ['on', 'off'] as const
const chordMilliseconds = 1200

/** Whether letters mean something to what has the focus: boxes and switches know the space bar alone. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement && /^(?:checkbox|radio|button|submit)$/.test(target.type))
    return false
  return target.isContentEditable || /^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName)
}

/** What opens the palette: Ctrl and K, or Cmd and K. */
export const isPaletteKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) =>
  key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey

/**
 * `?` opens the help, `g` and a room's letter go there, `/` goes to the filter: silent in fields and dialogs, and when
 * they are switched off. Ctrl or Cmd and K open the palette from everywhere but a dialog.
 */
export function useShortcuts(
  enabled: boolean,
  rooms: readonly Room[],
  onHelp: () => void,
  onPalette: () => void,
) {
  const router = useRouter()

  useEffect(() => {
    let chordAt = Number.NEGATIVE_INFINITY
    const press = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault()
        if (!document.querySelector('dialog[open]')) onPalette()
        return
      }
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
  }, [enabled, rooms, onHelp, onPalette, router])
}

function focusFilter(event: KeyboardEvent) {
  const filter = document.querySelector<HTMLElement>('[data-filter]')
  if (!filter) return
  event.preventDefault()
  filter.focus()
}
