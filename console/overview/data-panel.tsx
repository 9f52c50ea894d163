import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Connection } from '../api.ts'
import { nameOf } from '../connections/words.ts'
import type { DataState } from '../data-api.ts'
import { dataStateQuery } from '../data-queries.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { useNow } from '../kit/now.ts'
import { Panel, Skeleton } from '../kit/page.tsx'
import { roomQuery } from '../queries.ts'
import { rooms } from '../rooms.ts'
import { useDataConnections } from '../syncs/use-data-connections.ts'
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
  const { withData } = useDataConnections()
  const shown = withData?.slice(0, shownConnections) ?? []
  const states = useQueries({ queries: shown.map(({ id }) => dataStateQuery(id)) })
  if (withData?.length === 0) return null
  const rows = shown
    .map((connection, index) => ({ connection, state: states[index]?.data }))
    .toSorted((a, b) => Number(b.state?.stale ?? false) - Number(a.state?.stale ?? false))
  return (
    <Panel title="Last syncs" aside={<Link to="/syncs">Sync history</Link>}>
      {withData === undefined && <Skeleton lines={2} />}
      <ul className="providers">
        {rows.map(({ connection, state }) => (
          <SyncLine key={connection.id} connection={connection} state={state} />
        ))}
      </ul>
      {withData && withData.length > shownConnections && (
        <p className="sub">and {withData.length - shownConnections} more in the sync history.</p>
      )}
    </Panel>
  )
}

function SyncLine({ connection, state }: { connection: Connection; state: DataState | undefined }) {
  const now = useNow()
  const sync = useSyncNow()
  const name = nameOf(connection)
  const newest = state?.syncs[0]
  const trouble = newest && troubleInWords(newest)
  return (
    <li>
      <span>
        <Link to="/statistics" search={{ connection: connection.id }}>
          {name}
        </Link>{' '}
        {state?.stale && <Badge tone="warn">Stale</Badge>}
        <span className="sub">
          {state === undefined ? 'Looking…' : `${freshnessInWords(state, now)}.`}
          {trouble && ` ${trouble.what}.`}
        </span>
      </span>
      <span className="sync-line-end">
        <Button
          tone="quiet"
          icon="refresh"
          aria-label={`Sync now: ${name}`}
          busy={sync.isPending || newest?.state === 'running'}
          onClick={() => sync.mutate({ id: connection.id, name })}
        >
          Sync now
        </Button>
      </span>
    </li>
  )
}
