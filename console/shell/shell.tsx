import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { useRemembered } from '../kit/remembered.ts'
import { KeyHelp } from './key-help.tsx'
import { Navigation } from './navigation.tsx'
import { onOff, useShortcuts } from './shortcuts.ts'
import { useRouteFocus } from './route-focus.ts'

/** What stands around every room: skip link, navigation, the page, help. */
export function Shell() {
  const [helpOpen, setHelpOpen] = useState(false)
  const [shortcuts, setShortcuts] = useRemembered('shortcuts', onOff)
  useShortcuts(shortcuts === 'on', () => setHelpOpen(true))
  useRouteFocus()
  return (
    <>
      <a className="skip-link" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <div className="shell">
        <Navigation onHelp={() => setHelpOpen(true)} />
        <main id="main" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {helpOpen && (
        <KeyHelp shortcuts={shortcuts} onShortcuts={setShortcuts} onClose={() => setHelpOpen(false)} />
      )}
    </>
  )
}

function skipToMain(event: { preventDefault: () => void }) {
  // The address must not change: a fragment would be taken for a new place by the router.
  event.preventDefault()
  document.getElementById('main')?.focus()
}
