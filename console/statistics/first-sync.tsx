import { Link } from '@tanstack/react-router'
import type { Sync } from '../data-api.ts'
import { Empty } from '../kit/page.tsx'
import { useNow } from '../kit/now.ts'
import { lookedInWords, troubleSentence } from '../syncs/words.ts'

/** The first sync on its way, as far as it is; the charts take its place when it ends. */
export function FirstSync({ sync }: { sync: Sync | null }) {
  const now = useNow(1000)
  const trouble = sync && troubleSentence(sync, now)
  return (
    <Empty title={trouble ? 'The first sync is held up.' : 'The first sync is under way.'}>
      {!trouble && <span className="spinner" aria-hidden="true" />}
      <p role="status">{sync ? lookedInWords(sync) : 'It begins within seconds.'}</p>
      {trouble && <p>{trouble}</p>}
      {sync && (
        <p>
          <Link to="/syncs" search={{ connection: sync.connectionId }}>
            See the sync history
          </Link>
        </p>
      )}
    </Empty>
  )
}
