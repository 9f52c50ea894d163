import '../kit/field.css'
import './shell.css'
import { Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useState } from 'react'
import { useRemembered } from '../kit/remembered.ts'
import { useStanding } from '../standing.ts'
import { Navigation } from './navigation.tsx'
import { onOff, useShortcuts } from './shortcuts.ts'
import { useRouteFocus } from './route-focus.ts'
import { useRooms } from './use-rooms.ts'

const KeyHelp = lazy(() => import('./key-help.tsx').then(({ KeyHelp }) => ({ default: KeyHelp })))
const PersonNotices = lazy(() =>
  import('../people/notices.tsx').then(({ PersonNotices }) => ({ default: PersonNotices })),
)
const Palette = lazy(() => import('../palette/palette.tsx').then(({ Palette }) => ({ default: Palette })))

type Open = 'help' | 'palette' | null

/** What stands around every room: skip link, navigation, the page, help; the operator's palette, a person's notices. */
export function Shell() {
  const standing = useStanding()
  const isOperator = standing?.kind === 'operator'
  const [open, setOpen] = useState<Open>(null)
  const [shortcuts, setShortcuts] = useRemembered('shortcuts', onOff)
  const help = useCallback(() => setOpen('help'), [])
  const palette = useCallback(() => isOperator && setOpen('palette'), [isOperator])
  const close = useCallback(() => setOpen(null), [])
  useShortcuts(shortcuts === 'on', useRooms().all, help, palette)
  useRouteFocus()
  return (
    <>
      <a className="skip-link" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <div className="shell">
        <Navigation onHelp={help} onPalette={isOperator ? palette : undefined} />
        <main id="main" tabIndex={-1}>
          <Suspense>{standing?.person && <PersonNotices />}</Suspense>
          <Outlet />
        </main>
      </div>
      <Suspense>
        {open === 'help' && <KeyHelp shortcuts={shortcuts} onShortcuts={setShortcuts} onClose={close} />}
        {open === 'palette' && <Palette onHelp={help} onClose={close} />}
      </Suspense>
    </>
  )
}

function skipToMain(event: { preventDefault: () => void }) {
  // The address must not change: a fragment would be taken for a new place by the router.
  event.preventDefault()
  document.getElementById('main')?.focus()
}
