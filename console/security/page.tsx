import '../kit/room.css'
import './security.css'
import { Page } from '../kit/page.tsx'
import { AddressPanel } from './address-panel.tsx'
import { PasskeysPanel } from './passkeys-panel.tsx'
import { PasswordPanel } from './password-panel.tsx'
import { SessionsPanel } from './sessions-panel.tsx'
import { TwoFactorPanel } from './two-factor-panel.tsx'

/** The room of a person's own safety: how it signs in, and where it is signed in. */
export function SecurityPage() {
  return (
    <Page title="Security" lead="How you sign in, and where you are signed in.">
      <div className="security">
        <PasswordPanel />
        <AddressPanel />
        <TwoFactorPanel />
        <PasskeysPanel />
        <SessionsPanel />
      </div>
    </Page>
  )
}
