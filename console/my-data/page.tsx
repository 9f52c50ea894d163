import '../kit/room.css'
import '../security/security.css'
import { useQuery } from '@tanstack/react-query'
import { Page } from '../kit/page.tsx'
import { standingQuery } from '../standing.ts'
import { CopyPanel } from './copy-panel.tsx'
import { ErasePanel } from './erase-panel.tsx'

/** The room of a person's rights: to take along what is kept, and to have it erased. */
export function MyDataPage() {
  // Nothing else here would notice that the session was ended elsewhere.
  useQuery({ ...standingQuery, staleTime: 3_000 })
  return (
    <Page title="My data" lead="What is kept of you is yours: take it along, or have it erased.">
      <div className="security">
        <CopyPanel />
        <ErasePanel />
      </div>
    </Page>
  )
}
