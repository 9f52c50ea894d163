import '../kit/room.css'
import '../security/security.css'
import { Page } from '../kit/page.tsx'
import { CopyPanel } from './copy-panel.tsx'
import { ErasePanel } from './erase-panel.tsx'

/** The room of a person's rights: to take along what is kept, and to have it erased. */
export function MyDataPage() {
  return (
    <Page title="My data" lead="What is kept of you is yours: take it along, or have it erased.">
      <div className="security">
        <CopyPanel />
        <ErasePanel />
      </div>
    </Page>
  )
}
