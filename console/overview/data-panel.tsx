import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { nameOf } from '../connections/words.ts'
import type { DataSet } from '../data-api.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { useNow } from '../kit/now.ts'
import { Panel, Skeleton } from '../kit/page.tsx'
import { roomQuery } from '../queries.ts'
import { rooms } from '../rooms.ts'
import { useDataSets } from '../syncs/use-data-sets.ts'
import { useSyncNow } from '../syncs/use-sync-now.ts'
import { freshnessInWords, troubleInWords } from '../syncs/words.ts'

const shownConnections = 6
const syncsRoom = rooms.find(({ id }) => id === 'syncs')!

/** The last sync of each connection with data, what is stale first. Absent where no part keeps data. */
export function DataPanel() {
  const isPresent = useQuery(roomQuery(syncsRoom)).data === true
  return isPresent ? <LastSyncs /> : null
}

function LastSyncs() {
  const { sets } = useDataSets()
  if (sets?.length === 0) return null
  const shown = sets?.toSorted((a, b) => Number(b.stale) - Number(a.stale)).slice(0, shownConnections)
  const others = (sets?.length ?? 0) - shownConnections
  return (
    <Panel title="Last syncs" aside={<Link to="/syncs">Sync history</Link>}>
      {shown === undefined && <Skeleton lines={2} />}
      <ul className="lines">
        {shown?.map((set) => (
          <SyncLine key={set.connectionId} set={set} />
        ))}
      </ul>
      {others > 0 && <p className="sub">and {others} more in the sync history.</p>}
    </Panel>
  )
}

function SyncLine({ set }: { set: DataSet }) {
  const now = useNow()
  const sync = useSyncNow()
  const name = nameOf(set)
  const trouble = set.sync && troubleInWords(set.sync)
  return (
    <li>
      <span>
        <Link to="/statistics" search={{ connection: set.connectionId }}>
          {name}
        </Link>{' '}
        {set.stale && <Badge tone="warn">Stale</Badge>}
        <span className="sub">
          {freshnessInWords(set, now)}.{trouble && ` ${trouble.what}.`}
        </span>
      </span>
      <span className="sync-line-end">
        <Button
          tone="quiet"
          icon="refresh"
          aria-label={`Sync now: ${name}`}
          busy={sync.isPending || set.sync?.state === 'running'}
          onClick={() => sync.mutate({ id: set.connectionId, name })}
        >
          Sync now
        </Button>
      </span>
    </li>
  )
}
